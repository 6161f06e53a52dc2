// Long facets get a box that shows only the values with what is typed, and a value that is pressed stays where it is on the
// screen. Without it all values unfold, and the address leads back to the value.
'use strict';

const LONG = 8; // values from which a box is worth its place
const KEPT = 'kmsearch-facet';

function filter(facet, box, status) {
  const text = box.value.trim().toLowerCase();
  let shown = 0;
  for (const row of facet.querySelectorAll('li')) {
    const fits = [...row.querySelectorAll('.choice-label')].some((label) => label.textContent.toLowerCase().includes(text));
    row.hidden = !fits;
    shown += fits && row.firstElementChild.matches('.choice') ? 1 : 0;
  }
  for (const part of facet.querySelectorAll('details')) {
    part.hidden = Boolean(text) && !part.querySelector('li:not([hidden])');
    part.open = text ? true : part.dataset.open === 'yes';
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
  for (const part of facet.querySelectorAll('details')) part.dataset.open = part.open ? 'yes' : 'no';
  box.addEventListener('input', () => filter(facet, box, status));
  box.addEventListener('keydown', (event) => {
    const fits = [...facet.querySelectorAll('.choice')].filter((choice) => choice.checkVisibility());
    if (event.key === 'Enter' && box.value.trim() && fits.length === 1) fits[0].click();
  });
  heading.after(box, status);
}

function state() {
  return [...document.querySelectorAll('.facet')].map((facet) => ({
    id: facet.querySelector('h3').id,
    text: facet.querySelector('.facet-find')?.value ?? '',
    open: [...facet.querySelectorAll('details')].map((part) => part.open),
  }));
}

function keep(facet, link) {
  const head = facet.querySelector('h3');
  const held = link?.id ? link : head;
  const tops = [held, head].map((one) => one.getBoundingClientRect().top);
  const bar = link?.dataset.first ?? '';
  sessionStorage.setItem(KEPT, JSON.stringify({ ids: [held.id, head.id], tops, bar, path: location.pathname, facets: state() }));
}

function unfold({ id, text, open }) {
  const facet = document.getElementById(id)?.closest('.facet');
  if (!facet) return;
  facet.querySelectorAll('details').forEach((part, place) => (part.open = part.open || open[place]));
  const box = facet.querySelector('.facet-find');
  if (!box || !text) return;
  box.value = text;
  box.dispatchEvent(new Event('input'));
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT));
  sessionStorage.removeItem(KEPT);
  if (!kept || kept.path !== location.pathname || !location.hash) return;
  kept.facets.forEach(unfold);
  const place = document.getElementById(kept.ids[0]) ? 0 : 1;
  const held = document.getElementById(kept.ids[place]);
  if (!held) return;
  const bar = kept.bar && held.closest('.facet').querySelector(`a.bar[data-first="${kept.bar}"]`);
  (bar || held).focus({ preventScroll: true });
  scrollBy({ top: held.getBoundingClientRect().top - kept.tops[place], behavior: 'instant' });
}

for (const facet of document.querySelectorAll('.facet')) {
  if (facet.querySelectorAll('.choice').length > LONG) addBox(facet);
  facet.addEventListener('click', (event) => {
    const link = event.target.closest('a');
    if (link) keep(facet, link);
  });
  facet.addEventListener('submit', () => keep(facet));
}
for (const toggle of document.querySelectorAll('.side-toggle')) {
  if (toggle.nextElementSibling.contains(document.getElementById(decodeURIComponent(location.hash.slice(1))))) toggle.open = true;
}
addEventListener('load', restore);
