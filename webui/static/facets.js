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

function keep(choice) {
  const facet = choice.closest('.facet');
  const open = [...facet.querySelectorAll('details')].map((part) => part.open);
  const text = facet.querySelector('.facet-find')?.value ?? '';
  sessionStorage.setItem(KEPT, JSON.stringify({ id: choice.id, top: choice.getBoundingClientRect().top, text, open }));
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT));
  sessionStorage.removeItem(KEPT);
  const choice = kept && document.getElementById(kept.id);
  if (!choice || decodeURIComponent(location.hash) !== `#${kept.id}`) return;
  const facet = choice.closest('.facet');
  facet.querySelectorAll('details').forEach((part, place) => (part.open = part.open || kept.open[place]));
  const box = facet.querySelector('.facet-find');
  if (box && kept.text) {
    box.value = kept.text;
    box.dispatchEvent(new Event('input'));
  }
  choice.focus({ preventScroll: true });
  scrollBy({ top: choice.getBoundingClientRect().top - kept.top, behavior: 'instant' });
}

for (const facet of document.querySelectorAll('.facet')) {
  if (facet.querySelectorAll('.choice').length > LONG) addBox(facet);
  facet.addEventListener('click', (event) => {
    const choice = event.target.closest('.choice');
    if (choice) keep(choice);
  });
}
for (const toggle of document.querySelectorAll('.side-toggle')) {
  if (toggle.nextElementSibling.contains(document.getElementById(decodeURIComponent(location.hash.slice(1))))) toggle.open = true;
}
addEventListener('load', restore);
