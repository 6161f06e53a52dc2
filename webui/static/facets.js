// A box filters the values of a long facet; a clicked value keeps its scroll position.
'use strict';

const OPEN_VALUES = 8;
const KEY = 'kmsearch-facet';

function filterValues(facet, box, status) {
  const text = box.value.trim().toLowerCase();
  let shown = 0;
  for (const row of facet.querySelectorAll('li')) {
    const matches = [...row.querySelectorAll('.choice-label')].some((label) => label.textContent.toLowerCase().includes(text));
    row.hidden = !matches;
    shown += matches && row.firstElementChild.matches('.choice') ? 1 : 0;
  }
  for (const details of facet.querySelectorAll('details')) {
    details.hidden = Boolean(text) && !details.querySelector('li:not([hidden])');
    details.open = text ? true : details.dataset.open === 'yes';
  }
  status.textContent = text ? `พบ ${shown} ค่า` : '';
}

function addBox(facet) {
  const heading = facet.querySelector('h3');
  const box = document.createElement('input');
  const status = document.createElement('div');
  box.type = 'search';
  box.className = 'facet-find';
  box.placeholder = 'พิมพ์เพื่อหา';
  box.setAttribute('aria-label', `หาใน${heading.firstChild.textContent.trim()}`);
  status.className = 'unseen';
  status.setAttribute('role', 'status');
  for (const details of facet.querySelectorAll('details')) details.dataset.open = details.open ? 'yes' : 'no';
  box.addEventListener('input', () => filterValues(facet, box, status));
  box.addEventListener('keydown', (event) => {
    const visible = [...facet.querySelectorAll('.choice')].filter((choice) => choice.checkVisibility());
    if (event.key === 'Enter' && box.value.trim() && visible.length === 1) visible[0].click();
  });
  heading.after(box, status);
}

function readState() {
  return [...document.querySelectorAll('.facet')].map((facet) => ({
    id: facet.querySelector('h3').id,
    text: facet.querySelector('.facet-find')?.value ?? '',
    open: [...facet.querySelectorAll('details')].map((details) => details.open),
  }));
}

function saveState(facet, link) {
  const heading = facet.querySelector('h3');
  const held = link?.id ? link : heading;
  const tops = [held, heading].map((element) => element.getBoundingClientRect().top);
  const bar = link?.dataset.first ?? '';
  sessionStorage.setItem(KEY, JSON.stringify({ ids: [held.id, heading.id], tops, bar, path: location.pathname, facets: readState() }));
}

function restoreFacet({ id, text, open }) {
  const facet = document.getElementById(id)?.closest('.facet');
  if (!facet) return;
  facet.querySelectorAll('details').forEach((details, index) => (details.open = details.open || open[index]));
  const box = facet.querySelector('.facet-find');
  if (!box || !text) return;
  box.value = text;
  box.dispatchEvent(new Event('input'));
}

function restoreState() {
  const saved = JSON.parse(sessionStorage.getItem(KEY));
  sessionStorage.removeItem(KEY);
  if (!saved || saved.path !== location.pathname || !location.hash) return;
  saved.facets.forEach(restoreFacet);
  const index = document.getElementById(saved.ids[0]) ? 0 : 1;
  const held = document.getElementById(saved.ids[index]);
  if (!held) return;
  const bar = saved.bar && held.closest('.facet').querySelector(`a.bar[data-first="${saved.bar}"]`);
  (bar || held).focus({ preventScroll: true });
  scrollBy({ top: held.getBoundingClientRect().top - saved.tops[index], behavior: 'instant' });
}

for (const facet of document.querySelectorAll('.facet')) {
  if (facet.querySelectorAll('.choice').length > OPEN_VALUES) addBox(facet);
  facet.addEventListener('click', (event) => {
    const link = event.target.closest('a');
    if (link) saveState(facet, link);
  });
  facet.addEventListener('submit', () => saveState(facet));
}
for (const toggle of document.querySelectorAll('.side-toggle')) {
  if (toggle.nextElementSibling.contains(document.getElementById(decodeURIComponent(location.hash.slice(1))))) toggle.open = true;
}
addEventListener('load', restoreState);
