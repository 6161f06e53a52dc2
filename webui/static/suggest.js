// Suggestions while typing: makes each search box a combobox with a listbox (WAI-ARIA 1.2). Without it the boxes just search.
'use strict';

const WAIT = 120; // milliseconds without a key before the server is asked
const KINDS = { topic: 'หัวข้อ', province: 'จังหวัด', author: 'ผู้เขียน', office: 'สังกัด', title: 'บันทึก' };

function element(name, attributes, text = '') {
  const made = document.createElement(name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  made.textContent = text;
  return made;
}

function words(found) {
  const line = element('span', { class: 'suggest-text' });
  let place = 0;
  for (const [start, end] of found.typed) {
    line.append(found.text.slice(place, start), element('b', {}, found.text.slice(start, end)));
    place = end;
  }
  line.append(found.text.slice(place));
  return line;
}

function option(found, id) {
  const row = element('li', { id, role: 'option', 'aria-selected': 'false' });
  row.append(words(found));
  const label = KINDS[found.kind];
  if (label) {
    const count = found.kind === 'title' && found.count < 2 ? '' : ` ${found.count}`;
    row.append(element('span', { class: 'suggest-kind' }, label + count));
  }
  return row;
}

function combobox(form, number) {
  const box = form.querySelector('input[type="search"]');
  const list = element('ul', { id: `suggest-${number}`, class: 'suggest', role: 'listbox', 'aria-label': 'คำแนะนำ' });
  const status = element('div', { class: 'unseen', role: 'status' });
  let shown = [];
  let active = -1;
  let asked = 0;
  let timer = 0;
  let warm = false;

  function select(place) {
    active = place;
    [...list.children].forEach((row, other) => row.setAttribute('aria-selected', String(other === place)));
    if (place < 0) {
      box.removeAttribute('aria-activedescendant');
    } else {
      box.setAttribute('aria-activedescendant', list.children[place].id);
      list.children[place].scrollIntoView({ block: 'nearest' });
    }
  }

  function show(found) {
    shown = found;
    list.replaceChildren(...found.map((one, place) => option(one, `${list.id}-${place}`)));
    list.hidden = !found.length;
    box.setAttribute('aria-expanded', String(!list.hidden));
    status.textContent = found.length ? `มีคำแนะนำ ${found.length} รายการ กดลูกศรลงเพื่อเลือก` : '';
    select(-1);
  }

  function close() {
    clearTimeout(timer);
    asked += 1;
    show([]);
  }

  async function ask() {
    clearTimeout(timer);
    const turn = (asked += 1);
    const text = box.value.trim();
    if (!text) return show([]);
    let found = [];
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(text)}`);
      if (answer.ok) found = (await answer.json()).suggestions;
    } catch {
      // no network, no suggestions
    }
    if (turn === asked) show(found);
  }

  function later() {
    clearTimeout(timer);
    asked += 1;
    timer = setTimeout(ask, WAIT);
  }

  function choose(found) {
    close();
    if (KINDS[found.kind]) return location.assign(found.url);
    box.value = found.text;
    form.requestSubmit();
  }

  function key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const last = shown.length - 1;
    if (event.key === 'ArrowDown' && last < 0) ask();
    else if (last < 0) return;
    else if (event.key === 'ArrowDown') select(active < last ? active + 1 : -1);
    else if (event.key === 'ArrowUp') select(active < 0 ? last : active - 1);
    else if (event.key === 'Home' && active >= 0) select(0);
    else if (event.key === 'End' && active >= 0) select(last);
    else if (event.key === 'Enter' && active >= 0) choose(shown[active]);
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
  }

  const roles = { role: 'combobox', autocomplete: 'off', 'aria-autocomplete': 'list', 'aria-controls': list.id };
  for (const name in roles) box.setAttribute(name, roles[name]);
  form.append(list, status);
  show([]);
  box.addEventListener('input', (event) => event.isComposing || later());
  box.addEventListener('compositionend', later);
  box.addEventListener('keydown', key);
  box.addEventListener('blur', close);
  box.addEventListener('focus', () => {
    if (!warm) fetch(`${form.dataset.suggest}?q=`).catch(() => {});
    warm = true; // the first answer takes the server seconds: it may begin before anything is typed
  });
  form.addEventListener('submit', close);
  list.addEventListener('pointerdown', (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener('click', (event) => {
    const row = event.target.closest('li');
    if (row) choose(shown[[...list.children].indexOf(row)]);
  });
}

document.querySelectorAll('form[data-suggest]').forEach(combobox);
