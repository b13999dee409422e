import type { OfEntry } from '../../src/demo/partner/shown.ts';
import type { Sample } from './sample.ts';
import { cloud, site } from './sample-values.ts';

const atPartner = {
  nickname: '溪边人家',
  sub: 'Zk0wq2',
  claims: [
    ['账号编号', 'Zk0wq2mS7pXQd4b1yJ9vT3uLhE6aRcNf8oGiKxWzYtM'],
    ['昵称', '溪边人家'],
    ['手机号', '没有提供'],
    ['登录方式', '密码'],
  ],
} as const;

const soon = [
  {
    title: '银龄剪纸体验课（第三期）',
    href: '/book/qingxi-hall-01',
    when: '12月5日 周六 14:00–16:00',
    place: '手工教室',
  },
  { title: '书法公益课：写春联', href: '/book/qingxi-hall-04', when: '12月6日 周日 14:00–16:00', place: '书画教室' },
];

const onPartner: OfEntry = {
  ...{ id: 'qingxi-hall-01', kind: 'book', action: '/book/qingxi-hall-01', verb: 'book' },
  title: '银龄剪纸体验课（第三期）',
  summary: '六十岁以上、从没拿过刻刀也能来。何秀英老师一对一示范，当天剪好一个“福”字带走。',
  ...{ phone: '0570-0000018', when: '12月5日 周六 14:00–16:00', where: '青溪县文化馆（演示），手工教室，文峰路 18 号' },
  ...{ price: '免费', notice: '请带老花镜。', offer: { to: 'book', slots: [], instead: undefined }, paragraphs: [] },
  enter: '/login?to=https%3A%2F%2Fwww.qx.example.cn%2Fbook%2Fqingxi-hall-01',
  ...{ reserved: undefined, isCancelled: false, player: undefined, lessons: [], onAir: undefined },
};

const atHand = {
  ...{ id: onPartner.id, href: onPartner.action, number: '7KQ2MX', title: onPartner.title },
  ...{ when: onPartner.when, where: '青溪县文化馆（演示），手工教室，文峰路 18 号' },
};

/** The partner site of the demo. */
export const demoSamples: Readonly<Record<string, Sample>> = {
  'demo-login': { view: 'demo/login', data: { site, cloud, notice: undefined }, page: { title: '登录' } },
  'demo-home': { view: 'demo/home', data: { site, cloud, notice: '您已退出登录。', soon }, page: { title: '首页' } },
  'demo-book': {
    view: 'demo/entry',
    data: { site, cloud, notice: undefined, entry: onPartner },
    page: { title: onPartner.title },
  },
  'demo-booked': {
    view: 'demo/entry',
    data: { site, cloud, notice: undefined, user: atPartner, entry: { ...onPartner, reserved: atHand } },
    page: { title: onPartner.title },
  },
  'demo-room': {
    view: 'demo/entry',
    data: {
      ...{
        site: { name: '青溪县图书馆（演示）', logo: undefined, home: '/' },
        isStandIn: true,
        cloud,
        notice: undefined,
      },
      entry: {
        ...{ ...onPartner, title: '青溪县图书馆楼顶自修室', enter: undefined, isCancelled: true },
        offer: { to: 'book', slots: ['12月5日 周六 10:00–12:00', '12月5日 周六 14:00–16:00'], instead: undefined },
      },
    },
    page: { title: '青溪县图书馆楼顶自修室' },
  },
  'demo-full': {
    view: 'demo/entry',
    data: {
      ...{ site, cloud, notice: undefined },
      entry: {
        ...onPartner,
        offer: { to: undefined, slots: [], instead: '已经约满。打电话可以排候补，有人退出会通知您。' },
      },
    },
    page: { title: onPartner.title },
  },
  'demo-shop': {
    view: 'demo/entry',
    data: {
      ...{ site, cloud, notice: undefined, user: atPartner },
      entry: {
        ...{ ...onPartner, kind: 'shop', verb: 'shop', action: '/shop/qingxi-hall-28', title: '青溪竹编茶席' },
        ...{ when: undefined, where: undefined, price: '168 元' },
        offer: { to: 'order', slots: [], instead: undefined },
      },
    },
    page: { title: '青溪竹编茶席' },
  },
  'demo-watch': {
    view: 'demo/entry',
    data: {
      ...{ site, cloud, notice: undefined },
      entry: {
        ...{ ...onPartner, kind: 'watch', verb: 'watch', title: '慢直播：老桥的一天', onAir: 'now' },
        player: { kind: 'video', src: '/media/ship.mp4', captions: '/media/ship.vtt', isSample: true },
        paragraphs: ['00:04 明代，一条运粮船沉在桥东', '00:12 四百年后，人们一层一层把泥拿开'],
      },
    },
    page: { title: '慢直播：老桥的一天' },
  },
  'demo-listen': {
    view: 'demo/entry',
    data: {
      ...{ site, cloud, notice: undefined },
      entry: {
        ...{ ...onPartner, kind: 'listen', verb: 'listen', title: '石桥娘娘' },
        player: { kind: 'audio', src: '/media/story.mp3', captions: undefined, isSample: false },
        paragraphs: ['从前，青溪上没有桥。'],
      },
    },
    page: { title: '石桥娘娘' },
  },
  'demo-learn': {
    view: 'demo/entry',
    data: {
      ...{ site, cloud, notice: undefined },
      entry: {
        ...{ ...onPartner, kind: 'learn', verb: 'learn', title: '竹编基础（线下班）', lessons: ['1　破篾', '2　起底'] },
        offer: { to: 'enrol', slots: [], instead: undefined },
      },
    },
    page: { title: '竹编基础（线下班）' },
  },
  'demo-read': {
    view: 'demo/entry',
    data: {
      ...{ site, cloud, notice: undefined },
      entry: { ...onPartner, kind: 'read', verb: 'read', title: '青溪竹编图谱' },
    },
    page: { title: '青溪竹编图谱' },
  },
  'demo-mine': {
    view: 'demo/mine',
    data: { site, cloud, notice: undefined, reserved: [atHand] },
    page: { title: '我的预约' },
  },
  'demo-mine-none': {
    view: 'demo/mine',
    data: { site, cloud, notice: undefined, reserved: [] },
    page: { title: '我的预约' },
  },
  'demo-user': {
    view: 'demo/home',
    data: { site, cloud, notice: undefined, soon, user: atPartner },
    page: { title: '我的' },
  },
};
