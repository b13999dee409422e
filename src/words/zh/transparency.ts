import type {
  CheckFault,
  TransparencyCommandFacts,
  TransparencyFacts,
  WitnessFault,
} from '../../oversight/transparency/facts.ts';
import type { Catalogue } from '../catalogue.ts';

const faults: Readonly<Record<CheckFault | WitnessFault, string>> = {
  'not a proof': '这不是一份证明',
  'not a checkpoint': '不是日志头的写法',
  'other origin': '是另一份日志的',
  'unknown key': '用别的密钥签的',
  'wrong signature': '签名不对',
  'not included': '不在日志里',
  'contents differ': '内容与日志里的不一样',
  shrank: '日志变短了',
  forked: '日志被重做了',
};

export const facts = {
  'transparency.compared': ({ compared, count }) => `比较了 ${compared} 个数字，${count} 个与公布时不一样`,
  'transparency.altered': ({ index, name, at }) =>
    `被改动  ${index === null ? '没有叶子' : `第 ${index} 片叶子`}  ${name}  ${at} 发现`,
  'transparency.more_altered': ({ count }) => `还有 ${count} 个`,
  'transparency.not_proved': ({ fault }) => `证明不成立：${faults[fault]}`,
  'transparency.proved': ({ name, index, size, origin }) =>
    `正常：${name} 是 ${origin} 共 ${size} 片叶子里的第 ${index} 片`,
  'transparency.proof_says': ({ contents }) => `内容  ${contents}`,
  'transparency.proof_signed': ({ witnesses }) => `联署  ${witnesses.join('、') || '您写的见证都没有签'}`,
  'transparency.signed_at': ({ name, at }) => `${name}，${at}`,
  'transparency.witness': ({ key }) => `见证  ${key}`,
  'transparency.seen': ({ log, size, added, compared }) =>
    `${log}：正常，${size} 片叶子，新的 ${added} 片${compared === undefined ? '' : `，比较了 ${compared} 个数字`}`,
  'transparency.seen_altered': ({ log, size, count }) => `${log}：被改动，没有联署：${size} 片叶子里的 ${count} 片`,
  'transparency.seen_fault': ({ log, fault, size, before, evidence }) =>
    `${log}：拒绝联署，${faults[fault]}（${fault}）：现在 ${size} 片叶子，看到过 ${before} 片${evidence === undefined ? '' : `；两个日志头都在 ${evidence}`}`,
  'transparency.seen_leaf': ({ log, index, name }) => `${log}：被改动  第 ${index} 片叶子  ${name}`,
  'transparency.seen_correction': ({ log, name }) => `${log}：正式更正  ${name}`,
  'transparency.cosigned': ({ log, cosignature, wasTaken }) =>
    `${log}：${cosignature}${wasTaken ? '' : '  （云平台没有显示它：还没有登记这个见证）'}`,
  'transparency.no_log': '没有这个公开日志，只有 figures 和 events',
  'transparency.nothing_yet': '日志里还没有内容',
  'transparency.no_tile': '日志里没有这一段',
  'transparency.no_entries': '日志里没有这一段内容',
  'transparency.not_found': '日志里没有找到。请核对编号和日期；刚刚发布的，请过两分钟再查',
  'transparency.alias_needed':
    '公开日志不写 AK，只写每月一换的化名。请写 report 化名 日期；本机构的化名在控制台这一天的“存证”里',
  'transparency.not_yet': '还没有收进日志，请过一两分钟再查',
  'transparency.no_own': '没有这一天的数据，或这个应用不是本机构的',
  'transparency.what_form': '请这样写：report 化名 日期、total 地区代码 日期，或 event 编号，例如 total 33 2026-11-26',
  'transparency.proof_form': '请粘贴一份完整的证明，第一行是 c2sp.org/tlog-proof@v1',
  'transparency.cosignature_form': '请送来带有见证签名的完整校验点',
  'transparency.cosignature_head': '这不是我们的校验点，或者它已经太旧',
  'transparency.cosignature_unknown': '没有已登记的见证方的签名',
  'transparency.cosignature_wrong': '见证签名不对',
  'transparency.witness_key': ({ path }) => `${path} 不是见证密钥：第一次用时请给一个还不存在的文件和 --name`,
  'transparency.log_key': ({ text }) =>
    `“${text}”不是日志的公钥，它的样子是 名称+8 位十六进制+base64，见 /transparency`,
  'transparency.log_unreachable': ({ url, why }) => `没能从 ${url} 读到日志：${why}`,
  'transparency.seconds_form': '--every 应为 5 到 3600 的整数（秒）',
  'transparency.too_often': ({ limit, minutes }) => `一分钟最多查 ${limit} 次，请 ${minutes} 分钟后再试`,
} satisfies Catalogue<TransparencyFacts & TransparencyCommandFacts>;
