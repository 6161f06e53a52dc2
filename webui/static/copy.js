// A button beside each text marked data-copy that copies it. Without it the text can be selected all the same.
'use strict';

async function copy(text, place) {
  try {
    await navigator.clipboard.writeText(text);
    return 'คัดลอกแล้ว';
  } catch {
    // only pages of this machine or of https may write to the clipboard
    getSelection().selectAllChildren(place);
    return 'เลือกข้อความไว้แล้ว กด Ctrl+C เพื่อคัดลอก';
  }
}

for (const place of document.querySelectorAll('[data-copy]')) {
  const button = document.createElement('button');
  const status = document.createElement('span');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = place.dataset.copy;
  status.className = 'soft';
  status.setAttribute('role', 'status');
  button.addEventListener('click', async () => {
    status.textContent = await copy(place.textContent.trim(), place);
  });
  place.after(button, ' ', status);
}
