// What no page may have. Each function answers with one line for every fault: the element and what is wrong with it.
'use strict';

const STACKED = 'ปู่ ที่ น้ำ ญี่ปุ่น ฎีกา ผู้ ฟื้นฟู ป้ำ'; // marks above marks, marks below the line
const FOCUSABLE = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';

function named(element) {
  const text = (element.innerText || element.value || '').trim().slice(0, 30);
  const dress = [...element.classList].map((name) => `.${name}`).join('');
  return `${element.tagName.toLowerCase()}${dress} “${text}”`;
}

function drawn(selector) {
  const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.unseen, .skip');
  return [...document.querySelectorAll(selector)].filter(seen);
}

// A link in a sentence may be as low as its line (WCAG 2.5.8, inline).
function inSentence(element) {
  const around = element.parentElement;
  const own = [...around.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && /[^\s,·]/.test(node.data));
  return getComputedStyle(element).display === 'inline' && own;
}

function smallTargets() {
  return drawn(FOCUSABLE)
    .filter((element) => !inSentence(element) && !element.matches('.scroll'))
    .map((element) => [element, element.getBoundingClientRect()])
    .filter(([, box]) => box.width < 24 || box.height < 24)
    .map(([element, box]) => `${named(element)}: ${box.width.toFixed(1)} × ${box.height.toFixed(1)} px`);
}

function scrollers(element) {
  for (let outer = element.parentElement; outer && outer !== document.body; outer = outer.parentElement) {
    if (['auto', 'scroll'].includes(getComputedStyle(outer).overflowX)) return true;
  }
  return false;
}

function outsideWindow() {
  const width = document.documentElement.clientWidth;
  const beyond = drawn('body *')
    .filter((element) => element.getBoundingClientRect().right > width + 0.5 && !scrollers(element))
    .map((element) => `${named(element)}: ends at ${element.getBoundingClientRect().right.toFixed(1)} of ${width} px`);
  const page = document.scrollingElement.scrollWidth;
  return page > width ? [`the page is ${page} px wide in a window of ${width}`, ...beyond] : beyond;
}

function unseenFocus() {
  const dress = (element) => {
    const style = getComputedStyle(element);
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.outlineOffset].join(' ');
  };
  return drawn(FOCUSABLE).flatMap((element) => {
    document.activeElement.blur();
    const before = dress(element);
    element.focus();
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const within = box.bottom > 0 && box.top < innerHeight;
    if (document.activeElement !== element) return [`${named(element)}: takes no focus`];
    if (dress(element) === before || style.outlineStyle === 'none') return [`${named(element)}: no outline`];
    if (parseFloat(style.outlineWidth) < 2) return [`${named(element)}: outline of ${style.outlineWidth}`];
    if (Number(style.opacity) < 1) return [`${named(element)}: opacity ${style.opacity}`];
    return within ? [] : [`${named(element)}: out of sight`];
  });
}

function clippedText() {
  const cut = (element) => getComputedStyle(element).overflowY === 'hidden' || /^H\d$/.test(element.tagName);
  return drawn('body *')
    .filter((element) => element.innerText && cut(element))
    .filter((element) => element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1)
    .map((element) => `${named(element)}: ${element.scrollHeight} in ${element.clientHeight} px`);
}

// Stacked marks of one line may not run into the next, nor out of the box of an input, which clips them.
function tightLines() {
  const pen = document.createElement('canvas').getContext('2d');
  return drawn('body *').flatMap((element) => {
    const thai = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && /[ก-๛]/.test(node.data));
    const style = getComputedStyle(element);
    const line = parseFloat(style.lineHeight) / parseFloat(style.fontSize);
    if (!(thai || element.matches('input')) || style.fontSize === '0px') return [];
    pen.font = `${style.fontWeight} 1000px ${style.fontFamily}`;
    const ink = pen.measureText(STACKED);
    const height = (ink.actualBoundingBoxAscent + ink.actualBoundingBoxDescent) / 1000;
    const above = (line * 1000 - ink.fontBoundingBoxAscent - ink.fontBoundingBoxDescent) / 2 + ink.fontBoundingBoxAscent;
    if (line < height) return [`${named(element)}: ${height} em of marks in a line of ${line.toFixed(2)} em`];
    const cut = element.matches('input') && above < ink.actualBoundingBoxAscent;
    return cut ? [`${named(element)}: cuts ${(ink.actualBoundingBoxAscent - above) / 1000} em off the marks`] : [];
  });
}

function moving() {
  const still = (times) => times.split(',').every((time) => parseFloat(time) === 0);
  const moves = (style) => !still(style.transitionDuration) || style.animationName !== 'none';
  return drawn('body *').filter((element) => moves(getComputedStyle(element))).map(named);
}
