// A page or a table that is pasted keeps its rows: its HTML goes along as long as the text stays as it was pasted. Pasted anywhere on the page,
// it goes into the field, which takes no focus of its own: the page begins with its heading for readers of screens too.
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
  document.addEventListener('paste', (event) => {
    if (event.target.closest('input, textarea') || text.value.trim() !== '') return;
    text.focus(); // the browser pastes where the focus is now
  });
  text.addEventListener('input', () => {
    if (pasted !== '' && text.value !== pasted) html.value = '';
  });
})();
