import type { Sample } from './sample.ts';

const shelves = [
  {
    key: 'citizen',
    title: '市民',
    articles: [
      { path: '/help/sign-in', title: '用国家公共文化云登录', summary: '用一个账号登录，不用再注册。' },
      { path: '/help/grants', title: '查看和取消授权', summary: '哪些平台得到了哪些信息，随时可以取消。' },
    ],
  },
  {
    key: 'institution',
    title: '机构',
    articles: [{ path: '/help/register', title: '注册并认证机构', summary: '对接的第一步。' }],
  },
];
const found = [
  {
    href: '/help/grants',
    title: '查看和取消授权',
    chapter: '市民',
    excerpt: [
      { text: '点某个平台的', isFound: false },
      { text: '取消授权', isFound: true },
    ],
  },
];

export const helpSamples = {
  help: {
    view: 'help/home',
    data: { query: '', found: [], isCut: false, shelves },
    page: { title: '帮助', layout: 'public' },
  },
  'help-found': {
    view: 'help/home',
    data: { query: '取消', found, isCut: false, shelves },
    page: { title: '查找“取消”', layout: 'public' },
  },
  'help-nothing': {
    view: 'help/home',
    data: { query: '找不到', found: [], isCut: false, shelves },
    page: { title: '查找“找不到”', layout: 'public' },
  },
  'help-article': {
    view: 'help/article',
    data: {
      article: { path: '/help/sign-in', title: '用国家公共文化云登录', summary: '用一个账号登录，不用再注册。' },
      html: '<ol><li>在机构平台的登录页，点<strong>使用国家公共文化云登录</strong>。</li></ol>',
      role: '市民',
      isForClerks: false,
      beside: [
        { path: '/help/sign-in', title: '用国家公共文化云登录' },
        { path: '/help/grants', title: '查看和取消授权' },
      ],
      next: { path: '/help/grants', title: '查看和取消授权' },
    },
    page: { title: '用国家公共文化云登录', layout: 'public' },
  },
} satisfies Record<string, Sample>;
