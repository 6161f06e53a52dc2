// Accessibility checks. Each function returns one line per violation: the element and the problem.
'use strict';

const STACKED = 'ปู่ ที่ น้ำ ญี่ปุ่น ฎีกา ผู้ ฟื้นฟู ป้ำ'; // marks above marks, marks below the line
const FOCUSABLE = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';

function describe(element) {
  const text = (element.innerText || element.value || '').trim().slice(0, 30);
  const classes = [...element.classList].map((name) => `.${name}`).join('');
  return `${element.tagName.toLowerCase()}${classes} “${text}”`;
}

function visible(selector) {
  const isVisible = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.unseen, .skip');
  return [...document.querySelectorAll(selector)].filter(isVisible);
}

// Links inside a sentence are exempt from the minimum target size (WCAG 2.5.8, inline).
function inSentence(element) {
  const around = element.parentElement;
  const own = [...around.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && /[^\s,·]/.test(node.data));
  return getComputedStyle(element).display === 'inline' && own;
}

function smallTargets() {
  return visible(FOCUSABLE)
    .filter((element) => !inSentence(element) && !element.matches('.scroll'))
    .map((element) => [element, element.getBoundingClientRect()])
    .filter(([, box]) => box.width < 24 || box.height < 24)
    .map(([element, box]) => `${describe(element)}: ${box.width.toFixed(1)} × ${box.height.toFixed(1)} px`);
}

function isInScrollArea(element) {
  for (let outer = element.parentElement; outer && outer !== document.body; outer = outer.parentElement) {
    if (['auto', 'scroll'].includes(getComputedStyle(outer).overflowX)) return true;
  }
  return false;
}

function outsideWindow() {
  const width = document.documentElement.clientWidth;
  const beyond = visible('body *')
    .filter((element) => element.getBoundingClientRect().right > width + 0.5 && !isInScrollArea(element))
    .map((element) => `${describe(element)}: ends at ${element.getBoundingClientRect().right.toFixed(1)} of ${width} px`);
  const page = document.scrollingElement.scrollWidth;
  return page > width ? [`the page is ${page} px wide in a window of ${width}`, ...beyond] : beyond;
}

function invisibleFocus() {
  const outlineOf = (element) => {
    const style = getComputedStyle(element);
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.outlineOffset].join(' ');
  };
  return visible(FOCUSABLE).flatMap((element) => {
    document.activeElement.blur();
    const before = outlineOf(element);
    element.focus();
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const within = box.bottom > 0 && box.top < innerHeight;
    if (document.activeElement !== element) return [`${describe(element)}: takes no focus`];
    if (outlineOf(element) === before || style.outlineStyle === 'none') return [`${describe(element)}: no outline`];
    if (parseFloat(style.outlineWidth) < 2) return [`${describe(element)}: outline of ${style.outlineWidth}`];
    if (Number(style.opacity) < 1) return [`${describe(element)}: opacity ${style.opacity}`];
    return within ? [] : [`${describe(element)}: out of sight`];
  });
}

function clippedText() {
  const cut = (element) => getComputedStyle(element).overflowY === 'hidden' || /^H\d$/.test(element.tagName);
  return visible('body *')
    .filter((element) => element.innerText && cut(element))
    .filter((element) => element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1)
    .map((element) => `${describe(element)}: ${element.scrollHeight} in ${element.clientHeight} px`);
}

// Stacked Thai marks must not overlap the next line, nor be clipped by the box of an input.
function tightLines() {
  const pen = document.createElement('canvas').getContext('2d');
  return visible('body *').flatMap((element) => {
    const thai = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && /\p{Script=Thai}/u.test(node.data));
    const style = getComputedStyle(element);
    const line = parseFloat(style.lineHeight) / parseFloat(style.fontSize);
    if (!(thai || element.matches('input')) || style.fontSize === '0px') return [];
    pen.font = `${style.fontWeight} 1000px ${style.fontFamily}`;
    const ink = pen.measureText(STACKED);
    const height = (ink.actualBoundingBoxAscent + ink.actualBoundingBoxDescent) / 1000;
    const above = (line * 1000 - ink.fontBoundingBoxAscent - ink.fontBoundingBoxDescent) / 2 + ink.fontBoundingBoxAscent;
    if (line < height) return [`${describe(element)}: ${height} em of marks in a line of ${line.toFixed(2)} em`];
    const cut = element.matches('input') && above < ink.actualBoundingBoxAscent;
    return cut ? [`${describe(element)}: cuts ${(ink.actualBoundingBoxAscent - above) / 1000} em off the marks`] : [];
  });
}

function moving() {
  const still = (times) => times.split(',').every((time) => parseFloat(time) === 0);
  const moves = (style) => !still(style.transitionDuration) || style.animationName !== 'none';
  return visible('body *').filter((element) => moves(getComputedStyle(element))).map(describe);
}
