import type { Layer } from '../module.ts';

const shapes: Readonly<Record<Layer['progress'], { tone: string; words: string }>> = {
  done: { tone: 'done', words: '已完成' },
  reviewing: { tone: 'tag wait', words: '审核中' },
  active: { tone: 'tag warn', words: '进行中' },
  returned: { tone: 'tag warn', words: '退回修改' },
  open: { tone: 'tag', words: '可以开始' },
  blocked: { tone: 'tag', words: '暂不能开始' },
};

const titles: Readonly<Record<Layer['key'], string>> = {
  certification: '机构认证',
  applications: '申请 AKSK',
  links: '端口互访',
  login: '用户登录',
  resources: '资源',
  statistics: '服务数据',
};

export const fourLayers = ['links', 'login', 'resources', 'statistics'] as const;

/** A line of 对接进度 as the page shows it: link only what can be done. */
export function line(layer: Layer) {
  const { tone, words } = shapes[layer.progress];
  const href = layer.progress === 'blocked' ? undefined : layer.href;
  const percent = layer.percent === undefined ? '' : ` ${layer.percent}%`;
  return { title: titles[layer.key], note: layer.note, href, tone, words: `${words}${percent}` };
}

/** The last word on each layer. */
export const byKey = (layers: readonly Layer[]): ReadonlyMap<Layer['key'], Layer> =>
  new Map(layers.map((layer) => [layer.key, layer]));

type Returned = { href: string; title: string };
type Next = { sentence: string; label?: string; href?: string };

/** What to do now, in one sentence and one button. */
export function nextStep(layers: ReadonlyMap<Layer['key'], Layer>, returned?: Returned): Next {
  const certifying = towardsCertification(layers.get('certification'));
  return certifying ?? (returned === undefined ? afterCertification(layers) : correction(returned));
}

function towardsCertification(certification: Layer | undefined): Next | undefined {
  const href = certification?.href ?? '/console/institution';
  switch (certification?.progress) {
    case 'open':
      return { sentence: '四步完成对接，预计 3 个工作日。', label: '开始机构认证', href };
    case 'active':
      return { sentence: '机构认证填写了一部分，提交后 3 个工作日内答复。', label: '继续机构认证', href };
    case 'returned':
      return { sentence: '审核员请您修改机构认证的几处内容。', label: '修改机构认证', href };
    case 'reviewing':
      return { sentence: '机构认证正在审核。有了结果，我们会用短信、邮件和站内消息告诉您。' };
    default:
      return undefined;
  }
}

function afterCertification(layers: ReadonlyMap<Layer['key'], Layer>): Next {
  const keys = layers.get('applications');
  if (keys?.progress === 'open')
    return { sentence: '机构已认证。下一件事：申请 AKSK。', label: '申请 AKSK', href: '/console/applications' };
  if (keys?.next !== undefined && keys.href !== undefined) return { ...keys.next, href: keys.href };
  const done = fourLayers.filter((key) => layers.get(key)?.progress === 'done').length;
  if (done === 4) return { sentence: '四项对接都已完成。' };
  const links = layers.get('links');
  const soFar = done === 0 ? 'AKSK 已就绪。' : `四项对接已完成 ${done} 项。`;
  if (links?.progress !== 'open' || links.href === undefined) return { sentence: soFar };
  return {
    sentence: `${soFar}下一件事：登记端口链接，双方首页互相放上链接。`,
    label: '登记端口链接',
    href: links.href,
  };
}

/** What a reviewer sent back waits for nobody else. */
const correction = ({ href, title }: Returned): Next => ({
  sentence: `审核员请您修改“${title}”。改好后再提交，已经填写的都还在。`,
  label: '按意见修改',
  href,
});

type Expiring = { href: string; name: string; left: number; isOver: boolean };

/** What runs out comes first. */
export const renewal = ({ href, name, left, isOver }: Expiring): Next => ({
  sentence: isOver
    ? `“${name}”的 AK 已过期，登录与接口已停用。延长后立即恢复。`
    : `“${name}”的 AK ${left === 0 ? '今天到期' : `还有 ${left} 天到期`}，之后登录与接口停用。`,
  label: '延长有效期',
  href,
});
