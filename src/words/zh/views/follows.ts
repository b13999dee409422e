export const follows = {
  list: {
    heading: '我的关注',
    lead: '您关注的文化馆、图书馆近期的活动。只有您看得到，机构不知道谁关注了它。',
    asked: (name: string) => `关注${name}？`,
    askedHow: '它近期的活动会列在这一页；不发短信，也不推送。',
    follow: '关注',
    end: '取消关注',
    of: '：',
    none: '还没有关注哪家。',
    noneHow: '在机构的页面上点“关注”，近期的活动就列在这里。',
    near: '看附近有哪些',
    nothingOn: '近期没有公布活动。',
  },
};
