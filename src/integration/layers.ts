import type { ProgressLine, Standing } from '../module.ts';
import { fact } from './facts.ts';

/** R06: the four layers in the order in which they are done. Their states come from the rooms of the same keys. */
export const layers = ['links', 'login', 'resources', 'statistics'] as const;
export type Layer = (typeof layers)[number];

export const layerNames: Readonly<Record<Layer, string>> = {
  links: '端口互访',
  login: '用户登录',
  resources: '资源',
  statistics: '服务数据',
};

/** For steps that begin once an institution is certified. */
export const certifiedBefore = fact('integration.certified_before');

/** Whether a member limited to these AKs (undefined: to none) may open an address: pages of other AKs are not there for them. */
export function mayReach(href: string, own: readonly string[] | undefined): boolean {
  const [, ak] = /^\/console\/(?:applications|verification)\/(ncc_[^/]+)/.exec(href) ?? [];
  return own === undefined || ak === undefined || own.includes(decodeURIComponent(ak));
}

export type LayerStanding = Standing & { layer: Layer };
export type LayersOf = (institutionId: string) => Promise<readonly LayerStanding[]>;

const closed = { progress: 'blocked', note: certifiedBefore } as const;

/** How an institution stands with each layer, asked of the rooms. Before it is certified none begins. */
export const createLayersOf =
  (progress: () => readonly ProgressLine[]): LayersOf =>
  async (institutionId) => {
    const lines = progress();
    const first = lines.filter(({ part }) => part === 'step').toSorted((one, other) => one.order - other.order)[0];
    const isOpen = first === undefined || (await first.of(institutionId)).progress === 'done';
    return Promise.all(
      layers.map(async (layer) => {
        const line = lines.find(({ key }) => key === layer);
        return { layer, ...(isOpen && line !== undefined ? await line.of(institutionId) : closed) };
      }),
    );
  };
