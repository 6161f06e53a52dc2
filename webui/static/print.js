// A button that prints the page, and paper on which the sources of every entry stand open. Without it the browser's own menu prints.
'use strict';

const opened = [];

addEventListener('beforeprint', () => {
  for (const part of document.querySelectorAll('details.collapsed:not([open])')) {
    part.open = true;
    opened.push(part);
  }
});
addEventListener('afterprint', () => opened.splice(0).forEach((part) => (part.open = false)));

for (const place of document.querySelectorAll('[data-print]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = place.dataset.print;
  button.addEventListener('click', () => print());
  place.append(button);
  place.hidden = false;
}
