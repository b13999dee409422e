// 附近: the position is asked for on the tap, and goes into the address as a cell of about a kilometre.
const button = document.querySelector('[data-position]');
if (button && 'geolocation' in navigator) {
  button.hidden = false;
  button.addEventListener('click', () => {
    const go = (at) => location.assign(`/nearby/here?at=${at}`);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => go(`${coords.longitude.toFixed(2)},${coords.latitude.toFixed(2)}`),
      () => go('none'),
      { enableHighAccuracy: false, timeout: 10_000, maximumAge: 300_000 },
    );
  });
}
