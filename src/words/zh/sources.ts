import type { SourceFacts, SourceLetters } from '../../resources/sources/facts.ts';
import type { Catalogue, Letters } from '../catalogue.ts';

export const facts = {
  'sources.answers': ({ status }) => `这个地址回答 ${status}，不是可以读的内容。请在浏览器里打开看看，再填能打开的地址`,
  'sources.asked_to_wait': ({ status }) => `网站说太忙（${status}），我们等它说的时间过后再读，不用您做什么`,
  'sources.bad_certificate': '网站的安全证书有问题，读不了。请让网站的管理员换证书',
  'sources.calendar_broken': '这个日历文件不完整，读不了。请在导出它的软件里重新生成地址',
  'sources.empty': '这个地址打得开，但里面什么也没有',
  'sources.encoded': '网站发来的内容是压缩过的，我们没有要求压缩。请让网站的管理员关掉强制压缩',
  'sources.entities': '这个文件里有自定义实体（ENTITY），为了安全不读。请让网站的管理员去掉',
  'sources.feed_broken': '这个 RSS 写得不完整，读不了。请换一个地址，或让网站的管理员看看',
  'sources.host_unknown': '找不到这个网站，请检查网址有没有写错',
  'sources.is_file': '这是一个文件或一张图片，不是会更新的地址。文件请用“粘贴通知”或“用 Excel 批量上传”',
  'sources.json_broken': '这个地址的 JSON 写得不完整，读不了',
  'sources.many_items': ({ most }) => `里面超过 ${most} 条，一个来源最多读 ${most} 条。请换一个只列近期活动的地址`,
  'sources.many_redirects': ({ most }) => `这个地址转来转去超过 ${most} 次，没有到头。请填最后打开的那个网址`,
  'sources.no_answer_in': ({ seconds }) => `等了 ${seconds} 秒没有读完。过一会儿再试，或换一个快一些的地址`,
  'sources.not_public': '这是内部网络的地址，我们从外面打不开。请填市民能打开的网址',
  'sources.not_text': '读不出文字：内容的编码不认识',
  'sources.not_there': ({ status }) => `网站说没有这个地址（${status}）。请在浏览器里打开看看`,
  'sources.other_form': '这里不是日历、RSS，也不是网页。请填日历地址（.ics）、RSS 地址，或列出活动的网页',
  'sources.password': '这个地址要登录或密码才能看。请在日历或网站里打开“公开分享”，填公开的地址',
  'sources.too_large': ({ megabytes }) => `内容超过 ${megabytes} 兆，读了一半就停了。请换一个只列近期活动的地址`,
  'sources.too_much': '内容太多或太乱，在限定的时间里读不完。请换一个只列近期活动的地址',
  'sources.unreachable': '连不上这个网站。请在浏览器里打开看看，过一会儿再试',
  'sources.unreadable': '这个地址的内容读不了。请换一个日历、RSS 或网页的地址',
  'sources.address_form': '这不像一个网址。请填日历、RSS 或网页的地址，例如 www.example.cn/events',
  'sources.address_of_other': ({ institution }) =>
    `这个地址已经由${institution}接入，一个地址只由一家来说。如果这里办的是贵馆的活动，请与他们商量，或联系客服`,
  'sources.category_unset': ({ category }) => `分类“${category}”还没有说放到哪个栏目`,
  'sources.certified_first': '机构认证通过后可以接入来源。请先在“首页”完成机构认证',
  'sources.found_calendar': ({ host }) => `${host} 的这个地址是一个日历（iCalendar），写着时间和地点。`,
  'sources.found_feed': ({ host }) => `${host} 的这个地址是 RSS，只有最近的文章，没有场次时间。`,
  'sources.found_open': ({ host }) => `${host} 的这个地址是公共文化云的开放数据，字段齐全。`,
  'sources.found_page': ({ host }) => `${host} 这一页带着活动的结构化数据（schema.org），可以直接读。`,
  'sources.found_rpde': ({ host }) => `${host} 的这个地址是 OpenActive 开放数据，改动和删除都会说。`,
  'sources.found_sitemap': ({ host }) => `${host} 的网站地图里，有带活动数据的网页。`,
  'sources.gaps': ({ gaps }) => gaps.join('；'),
  'sources.many_sources': ({ most }) => `一家机构最多接入 ${most} 个来源。请先停掉不用的`,
  'sources.moved': '这个来源刚刚变了，请刷新后再看',
  'sources.no_items': '这个地址读得懂，但里面一条也没有。请在有活动的时候再来，或换一个地址',
  'sources.no_source': '没有找到这个来源，它可能已经不再接入',
  'sources.not_on': '这个来源没有在读。请先恢复',
  'sources.now_cancelled': '网站写明取消，这里已叫停',
  'sources.now_postponed': '网站改了时间，这里先标为延期，新时间送审',
  'sources.now_remaining': ({ remaining }) => `余量 ${remaining}，不用审核，已经生效`,
  'sources.now_scheduled': '恢复为如期举行，已经生效',
  'sources.own_address': ({ title }) => `这个地址已经接入，就是“${title}”`,
  'sources.page_has_none':
    '这一页没有日历、RSS，也没有写成数据的活动，读不出来。请问网站的管理员要日历或 RSS 的地址；也可以把通知粘贴进来',
  'sources.page_names_calendar': ({ host, alsoFeed }) =>
    alsoFeed
      ? `${host} 这一页指着一个日历（iCalendar），也有 RSS。我们读日历：它写着时间和地点，RSS 没有。`
      : `${host} 这一页指着一个日历（iCalendar），我们读日历。`,
  'sources.page_names_feed': ({ host }) => `${host} 这一页指着 RSS。它只有最近的文章，没有场次时间。`,
  'sources.page_names_sitemap': ({ host }) => `${host} 这一页没有日历。我们按网站地图去读带活动数据的网页。`,
  'sources.ask_gone': '照样撤下？\n网站上已经没有的，在这里都标为取消，市民会看到。网站上又有了会自动恢复。\n照样撤下',
  'sources.ask_stop':
    '不再接入这个来源？\n不再去读，读过的记录不再显示。已经发布的内容留着，仍可在“资源”里改。要再接入，得重新看一遍。\n不再接入',
  'sources.choose_target': '请选一个去处；不想收的选“不收”',
  'sources.cover_instead': ({ cause }) => `网站的配图用不了（${cause}），先用贵馆的封面`,
  'sources.cover_missing': '请选一张封面，网站没有配图的时候用它',
  'sources.do_connect': '接入网站或日历',
  'sources.hours_form': '请填 1 到 24 的小时数，例如 2 或 1.5；不填也行',
  'sources.menu': '接入来源',
  'sources.reading_first': '正在读第一次，大约半分钟。',
  'sources.role_may_not': '您的角色不能接入来源，请联系本机构的管理员或经办人',
  'sources.text_cut': ({ most }) => `正文超过 ${most} 字，后面的没有收，请看一眼`,
  'sources.text_long': ({ most }) => `正文很长，地点、费用这些只从前 ${most} 字里找，请看一眼`,
  'sources.too_often': ({ most }) => `一小时最多 ${most} 次，请过一会儿再试`,
} satisfies Catalogue<SourceFacts>;

export const letters = {
  'sources.failing_letter': ({ title, fault }) => ({
    heading: `接入的来源“${title}”连续三次读不到`,
    paragraphs: [
      `原因：${fault}。`,
      '它带来的内容都留着，不会因此下线。我们会继续试，间隔越来越长；读到以后自动恢复，不再另外通知。',
    ],
    action: '查看这个来源',
  }),
} satisfies Letters<SourceLetters>;
