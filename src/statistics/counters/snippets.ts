/** The lines that a platform pastes into its pages: a random id for the day, if the browser keeps one, and a view. No cookie goes along, also to a Cloud on the same domain. */
export const pageSnippet = (cloud: string, id: string): string => `<script>
(() => {
  let visitor = '';
  try {
    const day = new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Shanghai' }).format();
    const [kept, known] = (localStorage.getItem('views-of-day') ?? '').split(' ');
    const numbers = crypto.getRandomValues(new Uint32Array(3));
    visitor = kept === day ? known : 'day-' + [...numbers].map((each) => each.toString(36)).join('-');
    localStorage.setItem('views-of-day', day + ' ' + visitor);
  } catch {}
  const views = '${cloud}/api/v1/counters/${id}/views';
  const body = visitor ? new URLSearchParams({ visitor }) : undefined;
  fetch(views, { method: 'POST', body, credentials: 'omit', keepalive: true }).catch(() => {});
})();
</script>`;

/** The call that its server makes instead, a visitor a view. */
export const serverSnippet = (cloud: string): string => `curl -X POST '${cloud}/api/v1/stats/views' \\
  -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
  -d '{ "visitors": ["k3Jq0pXe", "k3Jq0pXe", "Zt81mVc2"] }'`;
