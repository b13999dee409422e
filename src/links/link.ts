import { z } from 'zod';
import type { Problems } from '../errors.ts';
import { type Fact, written } from '../fact.ts';
import { files } from '../fields/choice.ts';
import { fact as ofFields } from '../fields/facts.ts';
import type { Fields, Values } from '../fields/form.ts';
import { text } from '../fields/text.ts';
import { webAddress, webAddressProblem } from '../fields/web-address.ts';
import { leastPoster, readCrop } from '../files/sizes.ts';
import { fact } from './facts.ts';

const name = text('外部资源名称', { max: 50 }).meta({ hint: '合作平台区显示的名称，最多 50 个字。' });
const poster = files('海报', {
  types: ['image/png', 'image/jpeg', 'image/webp', 'image/svg+xml'],
  most: 1,
  least: leastPoster,
  hint: '不小于 460×120 的 JPG、PNG，或 SVG。一次上传，自动生成 230×60 和 180×50 两种尺寸。',
});
const addresses = {
  linkPcUrl: webAddress('外部资源 PC 链接地址', { hint: 'PC 链接和 APP 链接至少填一个。' }).optional(),
  linkH5Url: webAddress('外部资源 APP 链接地址', { hint: '手机上打开的 H5 页面。' }).optional(),
};
const rest = {
  linkCrop: z
    .string()
    .refine((typed) => readCrop(typed) !== undefined, written(fact('links.crop_form')))
    .meta({
      title: '裁剪范围',
      control: 'crop',
      of: 'linkPoster',
      part: { width: 230, height: 60, preview: '/console/links/preview' },
    })
    .optional(),
  linkAppQr: files('APP 下载二维码', {
    types: ['image/png', 'image/jpeg', 'image/webp'],
    most: 1,
    least: { width: 200, height: 200 },
    hint: '不小于 200×200 的 JPG 或 PNG，扫码后应打开 APP 的下载页。显示在合作平台页。',
  }).optional(),
};

/** R39: where the Cloud's link stands, where that is not the page that the Cloud links to. */
const homes = {
  linkWebHome: webAddress('贵方网站首页', { hint: '国家云链接放在这个页面。与 PC 链接地址相同时不用填。' }).optional(),
  linkH5Home: webAddress('贵方 H5 首页', { hint: '与 APP 链接地址相同时不用填。' }).optional(),
};

/** R34–R36, R39 端口对接（友情链接）, as a form of its own. */
export const linkFields = { linkName: name, ...addresses, ...homes, linkPoster: poster, ...rest } satisfies Fields;

/** The same where all of it may be left out: the third group of figure 6 (R21). To be used with `checkLink`. */
export const optionalLinkFields = {
  linkName: name.optional(),
  ...addresses,
  linkPoster: poster.optional(),
  ...rest,
} satisfies Fields;

export interface LinkValues {
  name: string;
  pcUrl: string | undefined;
  h5Url: string | undefined;
  /** Where the Cloud's link stands, where that is another page. The form of an application does not ask for it. */
  webHome?: string | undefined;
  h5Home?: string | undefined;
  poster: string;
  crop: string | undefined;
  appQr: string | undefined;
}

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const firstOf = (value: unknown) => (Array.isArray(value) ? textOf(value[0]) : undefined);
const read = (values: Values) => ({
  name: textOf(values.linkName),
  pcUrl: textOf(values.linkPcUrl),
  h5Url: textOf(values.linkH5Url),
  webHome: textOf(values.linkWebHome),
  h5Home: textOf(values.linkH5Home),
  poster: firstOf(values.linkPoster),
  crop: textOf(values.linkCrop),
  appQr: firstOf(values.linkAppQr),
});

/** The link in form data; undefined where the group was left out. */
export function linkOf(values: Values): LinkValues | undefined {
  const { name, poster, ...more } = read(values);
  return name === undefined || poster === undefined ? undefined : { name, poster, ...more };
}

/** Checks over several fields: a link is whole or absent. */
export function checkLink(values: Values, unreadable: Readonly<Problems> = {}): Problems {
  const { name, poster, pcUrl, h5Url, ...more } = read(values);
  const given = [name, poster, pcUrl, h5Url, ...Object.values(more)].some((each) => each !== undefined);
  if (!given) return {};
  const hasAddress =
    pcUrl !== undefined || h5Url !== undefined || 'linkPcUrl' in unreadable || 'linkH5Url' in unreadable;
  return {
    ...(name === undefined && { linkName: ofFields('fields.missing', { label: '外部资源名称' }) }),
    ...(poster === undefined && { linkPoster: ofFields('fields.upload', { label: '海报' }) }),
    ...(!hasAddress && { linkPcUrl: fact('links.address_missing') }),
  };
}

/** R39: the QR code of an App contains the address of a page where a phone gets it. */
export function appAddressOf(says: string | undefined): { address: string } | { problem: Fact } {
  if (says === undefined) return { problem: fact('links.qr_unreadable') };
  const read = webAddressProblem(says.trim());
  return 'address' in read ? read : { problem: fact('links.qr_no_address', { says: [...says].slice(0, 60).join('') }) };
}

/** As it stands in a form again. */
export const linkData = (link: LinkValues): Record<string, string> => ({
  linkName: link.name,
  linkPcUrl: link.pcUrl ?? '',
  linkH5Url: link.h5Url ?? '',
  ...(link.webHome !== undefined && { linkWebHome: link.webHome }),
  ...(link.h5Home !== undefined && { linkH5Home: link.h5Home }),
  linkPoster: link.poster,
  linkCrop: link.crop ?? '',
  linkAppQr: link.appQr ?? '',
});

/** A link as it stands on the Cloud's pages. */
export interface Link {
  id: string;
  institutionId: string;
  institution: string;
  regionCode: string | undefined;
  clientId: string | undefined;
  name: string;
  pcUrl: string | undefined;
  h5Url: string | undefined;
  /** R39: the pages on which the Cloud's link stands. */
  webHome: string | undefined;
  h5Home: string | undefined;
  /** The content of the App's QR code. */
  appUrl: string | undefined;
  state: 'online' | 'offline';
  offlineBy: 'institution' | 'operator' | undefined;
  offlineReason: string | undefined;
  /** Changes with the pictures: their address carries it. */
  pictureHash: string;
  hasAppQr: boolean;
  createdAt: Date;
  updatedAt: Date;
}
