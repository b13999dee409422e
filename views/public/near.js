// 附近: the position is asked for on the tap, and goes into the address as a cell of about a kilometre. The rest of the question stays.
(() => {
  const button = document.querySelector('[data-position]');
  if (button && 'geolocation' in navigator) {
    button.hidden = false;
    button.addEventListener('click', () => {
      const label = button.textContent;
      button.textContent = button.dataset.looking;
      button.setAttribute('aria-busy', 'true');
      const go = (at, place) => {
        const to = new URL(location.href);
        to.hash = '';
        to.searchParams.set('at', at);
        to.searchParams.delete('place');
        to.searchParams.delete('page');
        if (place) to.searchParams.set('place', place);
        button.textContent = label;
        button.removeAttribute('aria-busy');
        location.assign(to);
      };
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => go(`${coords.longitude.toFixed(2)},${coords.latitude.toFixed(2)}`),
        () => go('none', document.querySelector('#place').value.trim()),
        { enableHighAccuracy: false, timeout: 10_000, maximumAge: 300_000 },
      );
    });
  }
})();
