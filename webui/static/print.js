// Adds a button that prints the page, and unfolds the members of item groups while printing. Without the script, print from the browser's menu.
'use strict';

const opened = [];

addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details.collapsed:not([open])')) {
    details.open = true;
    opened.push(details);
  }
});
addEventListener('afterprint', () => opened.splice(0).forEach((details) => (details.open = false)));

for (const element of document.querySelectorAll('[data-print]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = element.dataset.print;
  button.addEventListener('click', () => print());
  element.append(button);
  element.hidden = false;
}
