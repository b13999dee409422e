// 扫码登录: looks every two seconds whether a phone has scanned or confirmed. Without this file the page asks for itself again.
(() => {
  const part = document.querySelector('[data-scan]');
  // Whoever has signed in on this screen before goes on at once; others first read as whom.
  const go = part.querySelector('[data-scan-go]');
  if (go) return go.requestSubmit();
  const { scan, state } = part.dataset;
  if (state !== 'waiting' && state !== 'scanned') return;
  const number = part.querySelector('[data-scan-left] .num');
  const until = performance.now() + Number(part.dataset.left) * 1000;
  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(scan);
      if (!answer.ok || (await answer.json()).state !== state) window.location.reload();
    } catch {
      // Offline for a moment; asked again.
    }
  };
  const looking = setInterval(look, 2000);
  document.addEventListener('visibilitychange', look);
  const tick = setInterval(() => {
    const left = Math.max(0, Math.ceil((until - performance.now()) / 1000));
    if (number) number.textContent = left;
    if (left > 0) return;
    clearInterval(tick);
    clearInterval(looking);
    window.location.reload();
  }, 1000);
})();
