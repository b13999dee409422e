import type { Problems } from '../../errors.ts';
import { phoneNumber } from '../../fields/china/phone.ts';
import { files } from '../../fields/choice.ts';
import { fact as ofFields } from '../../fields/facts.ts';
import type { Form, Values } from '../../fields/form.ts';
import { text } from '../../fields/text.ts';
import { webAddress } from '../../fields/web-address.ts';

const altLabel = '照片说明';

/** 文旅号: the words of an institution about itself. Hours, address and position are those of its entry in 订场馆. */
export const pageForm: Form = {
  minutes: 5,
  checksInPart: true,
  groups: [
    {
      name: 'about',
      title: '介绍',
      lead: '市民在文旅号最先看到的。开放时间、地址、电话取自“订场馆”里贵馆的条目，不用在这里再填。',
      fields: {
        intro: text('介绍', { min: 10, max: 200, lines: true }).meta({
          hint: '两三句话：谁常来，来做什么，哪年建馆。最多 200 个字。',
        }),
        picture: files('照片', {
          types: ['image/jpeg', 'image/png', 'image/webp'],
          most: 1,
          least: { width: 800, height: 450 },
          hint: '馆舍的实景，横的，不小于 800×450 的 JPG、PNG 或 WebP。没有就不放，不要用图案代替。',
        }).optional(),
        pictureAlt: text(altLabel, { max: 60 })
          .meta({ hint: '读给看不见的人听：照片里有什么。', requiredWhen: '放了照片时必填' })
          .optional(),
      },
    },
    {
      name: 'doors',
      title: '入口和到馆',
      lead: '有哪个填哪个，没有的不会显示。',
      fields: {
        webUrl: webAddress('网站').optional(),
        h5Url: webAddress('手机版').optional(),
        miniProgram: text('小程序名称', { max: 30 }).meta({ hint: '市民在微信里搜这个名称。' }).optional(),
        appUrl: webAddress('App 下载页').optional(),
        phone: phoneNumber('电话')
          .meta({ title: '电话', control: 'tel', hint: '不填就用“订场馆”条目里的电话。' })
          .optional(),
        visiting: text('到馆', { max: 300, lines: true })
          .meta({ hint: '一行一件事：轮椅坡道在哪，手语服务怎样约。公交线路写在“订场馆”条目里。' })
          .optional(),
      },
    },
  ],
  check: checkPicture,
};

function checkPicture({ picture, pictureAlt }: Values): Problems {
  return picture !== undefined && pictureAlt === undefined
    ? { pictureAlt: ofFields('fields.missing', { label: altLabel }) }
    : {};
}
