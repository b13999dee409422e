/** The registered addresses that are most like the one that came, nearest first. */
export function nearest(received: string, registered: readonly string[], most: number): string[] {
  const start = bare(received);
  return registered
    .map((address) => ({ address, alike: commonStart(start, bare(address)) }))
    .toSorted((one, other) => other.alike - one.alike)
    .slice(0, most)
    .map(({ address }) => address);
}

const bare = (address: string) => address.toLowerCase().replace(/^[a-z]+:\/\//, '');

function commonStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

/** In what two addresses differ, in words; empty where there is nothing to compare. */
export function difference(received: string, registered: string | undefined): string {
  const [came, known] = [URL.parse(received), URL.parse(registered ?? '')];
  if (known === null) return '';
  if (came === null || !/^https?:$/.test(came.protocol)) return '收到的不是完整的网址，应以 https:// 开头。';
  const found = [
    came.protocol === known.protocol ? '' : `协议不同：收到 ${name(came)}，登记的是 ${name(known)}`,
    came.hostname === known.hostname ? '' : `域名不同：收到 ${came.hostname}，登记的是 ${known.hostname}`,
    came.port === known.port || came.protocol !== known.protocol
      ? ''
      : `端口不同：收到 ${port(came)}，登记的是 ${port(known)}`,
    paths(came.pathname, known.pathname),
    came.search === known.search ? '' : '问号后面的内容不同',
    came.hash === '' ? '' : '不能带 # 和后面的内容',
  ].filter(Boolean);
  return found.length === 0 ? '写法不同：域名大小写、端口或编码。' : `${found.join('；')}。`;
}

const name = ({ protocol }: URL) => protocol.slice(0, -1);
const port = ({ port: number, protocol }: URL) => number || (protocol === 'https:' ? '443' : '80');

function paths(came: string, known: string): string {
  if (came === known) return '';
  if (came.replace(/\/$/, '') === known.replace(/\/$/, '')) return '只差路径末尾的斜线';
  if (came.toLowerCase() === known.toLowerCase()) return '路径的大小写不同';
  return `路径不同：收到 ${came}，登记的是 ${known}`;
}
