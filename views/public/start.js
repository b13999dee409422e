// 起步: the lights come on by themselves. What is shown is what the page itself would say; it is asked only while somebody looks.
(() => {
  const parts = ['live-lights', 'live-now', 'live-advice', 'live-calls'];
  const every = 3000;
  let left = 600; // half an hour: a page that was left open asks no more

  async function look() {
    if (document.visibilityState !== 'visible' || left === 0) return;
    left -= 1;
    // Keys without an account are nowhere but on this page.
    const kit = document.getElementById('live-kit');
    const sent = kit instanceof HTMLFormElement && { method: 'POST', body: new URLSearchParams(new FormData(kit)) };
    const answer = await fetch(`${location.pathname}?live=1`, { headers: { accept: 'text/html' }, ...sent });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const id of parts) {
      const [now, next] = [document.getElementById(id), page.getElementById(id)];
      if (now && next && now.innerHTML !== next.innerHTML) now.replaceChildren(...next.childNodes);
    }
  }

  const again = () =>
    setTimeout(
      () =>
        look()
          .catch(() => undefined)
          .finally(again),
      every,
    );
  again();
  document.addEventListener('visibilitychange', () => look().catch(() => undefined));
})();
