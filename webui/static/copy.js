// Adds a button behind each element with data-copy that copies its text. Without the script the text can be selected.
'use strict';

async function copy(text, element) {
  try {
    await navigator.clipboard.writeText(text);
    return 'คัดลอกแล้ว';
  } catch {
    // the clipboard is available on localhost and over https only
    getSelection().selectAllChildren(element);
    return 'เลือกข้อความไว้แล้ว กด Ctrl+C เพื่อคัดลอก';
  }
}

for (const element of document.querySelectorAll('[data-copy]')) {
  const button = document.createElement('button');
  const status = document.createElement('span');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = element.dataset.copy;
  status.className = 'soft';
  status.setAttribute('role', 'status');
  button.addEventListener('click', async () => {
    status.textContent = await copy(element.textContent.trim(), element);
  });
  element.after(button, ' ', status);
}
