import type { Connection } from '../../database/open.ts';
import { day } from '../../http/pages/text.ts';
import type { TellHeads } from '../../notices/heads.ts';
import type { Link } from '../link.ts';
import type { Side, State } from './side.ts';

type Needs = { tellHeads: TellHeads; publicUrl: URL };
export type Concerned = { side: Side; state: State; since: Date };

export const sideNames: Readonly<Record<Side, string>> = {
  web: '网站首页',
  h5: '手机版首页',
  app: 'APP 下载二维码',
  cloud: '国家云上的贵方链接',
};

const said = ({ side, state, since }: Concerned): string => {
  const name = sideNames[side];
  if (state === 'missing') return `${name}从 ${day(since)} 起找不到国家公共文化云的链接。`;
  if (side === 'app') return `${name}从 ${day(since)} 起打不开。`;
  return `${name}从 ${day(since)} 起打不开，连续三次检测都是这样。`;
};

/** R40: what the institution is told of its link: once when three runs in a row failed, once when it is well again. */
export const createLetters = ({ tellHeads, publicUrl }: Needs) => ({
  async alarm(trx: Connection, link: Link, sides: readonly Concerned[], at: Date): Promise<void> {
    await tellHeads(trx, {
      event: 'link.broken',
      key: `link.broken:${link.id}:${at.toISOString()}`,
      institutionId: link.institutionId,
      letter: {
        heading: `端口互访需要处理：${link.name}`,
        paragraphs: [
          ...sides.map(said),
          '检测页面写明了看到什么、多半是什么原因，以及要贴回页面的代码。改好后点“立即检测”，马上就能确认。',
        ],
        facts: [
          { label: '链接', value: link.name },
          ...[link.webHome, link.h5Home].flatMap((value) => (value === undefined ? [] : [{ label: '页面', value }])),
        ],
        action: '查看检测结果',
        href: `${publicUrl.origin}/console/links/${link.id}/watch`,
      },
    });
  },

  async mended(trx: Connection, link: Link, sides: readonly Concerned[], at: Date): Promise<void> {
    await tellHeads(trx, {
      event: 'link.mended',
      key: `link.mended:${link.id}:${at.toISOString()}`,
      institutionId: link.institutionId,
      letter: {
        heading: `端口互访已恢复：${link.name}`,
        paragraphs: [`${sides.map(({ side }) => sideNames[side]).join('、')}已恢复正常，不用再处理。`],
        facts: [{ label: '链接', value: link.name }],
        action: '查看检测结果',
        href: `${publicUrl.origin}/console/links/${link.id}/watch`,
      },
    });
  },
});

export type Letters = ReturnType<typeof createLetters>;
