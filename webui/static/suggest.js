// Suggestions while typing: turns each search box into a combobox with a listbox (WAI-ARIA 1.2). Without the script the box only searches.
'use strict';

const DEBOUNCE_MS = 120; // from the last key to the request; a guess
const KINDS = { topic: 'หัวข้อ', province: 'จังหวัด', author: 'ผู้เขียน', office: 'สังกัด', title: 'บันทึก' };

function createElement(name, attributes, text = '') {
  const element = document.createElement(name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  element.textContent = text;
  return element;
}

function renderText(suggestion) {
  const line = createElement('span', { class: 'suggest-text' });
  let position = 0;
  for (const [start, end] of suggestion.typed) {
    line.append(suggestion.text.slice(position, start), createElement('b', {}, suggestion.text.slice(start, end)));
    position = end;
  }
  line.append(suggestion.text.slice(position));
  return line;
}

function renderOption(suggestion, id) {
  const row = createElement('li', { id, role: 'option', 'aria-selected': 'false' });
  row.append(renderText(suggestion));
  const label = KINDS[suggestion.kind];
  if (label) {
    const count = suggestion.kind === 'title' && suggestion.count < 2 ? '' : ` ${suggestion.count}`;
    row.append(createElement('span', { class: 'suggest-kind' }, label + count));
  }
  return row;
}

function combobox(form, number) {
  const box = form.querySelector('input[type="search"]');
  const list = createElement('ul', { id: `suggest-${number}`, class: 'suggest', role: 'listbox', 'aria-label': 'คำแนะนำ' });
  const status = createElement('div', { class: 'unseen', role: 'status' });
  let shown = [];
  let active = -1;
  let requestNumber = 0;
  let timer = 0;
  let isWarm = false;

  function select(index) {
    active = index;
    [...list.children].forEach((row, rowIndex) => row.setAttribute('aria-selected', String(rowIndex === index)));
    if (index < 0) {
      box.removeAttribute('aria-activedescendant');
    } else {
      box.setAttribute('aria-activedescendant', list.children[index].id);
      list.children[index].scrollIntoView({ block: 'nearest' });
    }
  }

  function show(suggestions) {
    shown = suggestions;
    list.replaceChildren(...suggestions.map((suggestion, index) => renderOption(suggestion, `${list.id}-${index}`)));
    list.hidden = !suggestions.length;
    box.setAttribute('aria-expanded', String(!list.hidden));
    status.textContent = suggestions.length ? `มีคำแนะนำ ${suggestions.length} รายการ กดลูกศรลงเพื่อเลือก` : '';
    select(-1);
  }

  function close() {
    clearTimeout(timer);
    requestNumber += 1;
    show([]);
  }

  async function fetchSuggestions() {
    clearTimeout(timer);
    const ownNumber = (requestNumber += 1);
    const text = box.value.trim();
    if (!text) return show([]);
    let suggestions = [];
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(text)}`);
      if (answer.ok) suggestions = (await answer.json()).suggestions;
    } catch {
      // no suggestions without a network
    }
    if (ownNumber === requestNumber) show(suggestions);
  }

  function schedule() {
    clearTimeout(timer);
    requestNumber += 1;
    timer = setTimeout(fetchSuggestions, DEBOUNCE_MS);
  }

  function choose(suggestion) {
    close();
    if (KINDS[suggestion.kind]) return location.assign(suggestion.url);
    box.value = suggestion.text;
    form.requestSubmit();
  }

  function onKey(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const last = shown.length - 1;
    if (event.key === 'ArrowDown' && last < 0) fetchSuggestions();
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
  box.addEventListener('input', (event) => event.isComposing || schedule());
  box.addEventListener('compositionend', schedule);
  box.addEventListener('keydown', onKey);
  box.addEventListener('blur', close);
  box.addEventListener('focus', () => {
    if (!isWarm) fetch(`${form.dataset.suggest}?q=`).catch(() => {});
    isWarm = true; // the first answer takes the server seconds, so it is requested before the first key
  });
  form.addEventListener('submit', close);
  list.addEventListener('pointerdown', (event) => event.preventDefault()); // keeps the focus in the box
  list.addEventListener('click', (event) => {
    const row = event.target.closest('li');
    if (row) choose(shown[[...list.children].indexOf(row)]);
  });
}

document.querySelectorAll('form[data-suggest]').forEach(combobox);
