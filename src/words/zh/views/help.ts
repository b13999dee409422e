export const help = {
  home: {
    heading: '帮助',
    lead: '您要做什么？按身份查看，或者直接查找。',
    label: '查找帮助',
    hint: '取消授权、续期、导入',
    find: '查找',
    closest: (count: number) => `最相近的 ${count} 处`,
    found: (count: number) => `${count} 处`,
    none: (query: string) => `没有找到“${query}”。换一个词，按身份看看下面的内容，或者打电话问我们。`,
  },
  article: {
    forClerks: (role: string) =>
      `这篇写给平台的工作人员（${role}）。里面的页面在运营后台的菜单里，机构和市民的账号打不开。`,
    of: (role: string) => `${role}的帮助`,
    all: '全部帮助',
    place: '位置',
    help: '帮助',
    next: '下一页',
    inChinese: '',
  },
  call: {
    heading: '没有解决？',
    phone: '客服电话 ',
    end: '。',
    mail: '也可以写邮件到 ',
    status: '服务有没有问题，看',
    statusPage: '运行状态',
    number: '页面上有编号时，请一并告诉我们：凭编号可以查到当时发生了什么。',
  },
};
