// A box above each long facet that shows only the values that have what is typed. Without it all values unfold.
'use strict';

const LONG = 8; // values from which a box is worth its place

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
  box.setAttribute('aria-label', `หาค่าใน${heading.firstChild.textContent.trim()}`);
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

for (const facet of document.querySelectorAll('.facet')) {
  if (facet.querySelectorAll('.choice').length > LONG) addBox(facet);
}
for (const toggle of document.querySelectorAll('.side-toggle')) {
  if (toggle.nextElementSibling.contains(document.getElementById(location.hash.slice(1)))) toggle.open = true;
}
