import type { SourceFacts } from '../../resources/sources/facts.ts';
import type { Catalogue } from '../catalogue.ts';

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
} satisfies Catalogue<SourceFacts>;
