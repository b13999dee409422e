// A page or a table that is pasted keeps its rows: its HTML goes along as long as the text stays as it was pasted.
(() => {
  const form = document.querySelector('[data-paste]');
  const text = form?.elements.text;
  const html = form?.elements.html;
  if (!text || !html) return;
  const most = 2 * 1024 * 1024;
  let pasted = '';
  text.addEventListener('paste', (event) => {
    const written = event.clipboardData?.getData('text/html') ?? '';
    if (text.value.trim() !== '' || written === '' || written.length > most) return;
    setTimeout(() => {
      html.value = written;
      pasted = text.value;
    });
  });
  text.addEventListener('input', () => {
    if (pasted !== '' && text.value !== pasted) html.value = '';
  });
})();
