// Finds the number whose SHA-256 with the salt is the challenge (ALTCHA), beside the page, so that nothing there stands still.
const step = 500; // so many are asked for at once: one by one takes much longer
const hexOf = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

addEventListener('message', async ({ data }) => {
  const { algorithm, challenge, salt, maxnumber } = JSON.parse(atob(data.replaceAll('-', '+').replaceAll('_', '/')));
  const text = new TextEncoder();
  for (let from = 0; from <= maxnumber; from += step) {
    const numbers = Array.from({ length: step }, (_, place) => from + place);
    const hashes = await Promise.all(
      numbers.map((number) => crypto.subtle.digest(algorithm, text.encode(salt + number))),
    );
    const place = hashes.findIndex((bytes) => hexOf(bytes) === challenge);
    if (place >= 0) return postMessage(from + place);
  }
});
