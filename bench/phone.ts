import { launchChromium } from '../test/support/chromium.ts';

// npm run bench:phone -- [http://localhost:3000]: the pages on the way of a citizen on a slow phone (400 ms, 50 kB/s, a processor of a quarter),
// from a product that runs with its demo. Bytes as they are sent, pictures included, each page with an empty cache; LCP as the browser reports it.
const [origin = 'http://localhost:3000'] = process.argv.slice(2);
const pages = [
  '/',
  '/nearby/here?place=青溪',
  '/channels/activity',
  '/channels/venue',
  '/channels/video',
  '/search?q=剪纸',
  '/zones',
  '/login',
];
const [roundTrip, bytesASecond] = [400, 50_000];

const browser = await launchChromium();
const first = async (path: string, pattern: RegExp) =>
  pattern.exec(await (await fetch(new URL(path, origin))).text())?.[0] ?? '';
const entry = await first('/channels/activity', /\/resources\/[0-9a-f-]{36}/);
pages.push(entry, await first(entry, /\/i\/[0-9a-f-]{36}/));

console.log('page | kB | LCP in s');
for (const path of pages) {
  const context = await browser.newContext({
    ...{ baseURL: origin, viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true, locale: 'zh-CN' },
  });
  const page = await context.newPage();
  const chrome = await context.newCDPSession(page);
  let bytes = 0;
  chrome.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await chrome.send('Network.enable');
  await chrome.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: roundTrip, downloadThroughput: bytesASecond, uploadThroughput: bytesASecond },
  });
  await chrome.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.goto(path, { waitUntil: 'networkidle' });
  const milliseconds = await page.evaluate(`new Promise((tell) => new PerformanceObserver((list) =>
    tell(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true }))`);
  console.log(`${decodeURI(path)} | ${(bytes / 1000).toFixed(1)} | ${(Number(milliseconds) / 1000).toFixed(2)}`);
  await context.close();
}
await browser.close();
