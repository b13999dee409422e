import type { FieldFacts } from '../../fields/facts.ts';
import { type Catalogue, mend } from '../catalogue.ts';
import { shouldBe } from './forms.ts';

const units = { item: '项', file: '个文件', piece: '个', line: '行' } as const;
const documents = {
  passport: { name: '护照', form: ' 5 至 17 位字母和数字' },
  hk_macao: { name: '港澳居民来往内地通行证', form: '字母 H 或 M 和 8 位数字' },
  taiwan: { name: '台湾居民来往大陆通行证', form: ' 8 位数字' },
  permanent: { name: '外国人永久居留身份证', form: '以 9 开头的 18 位号码，或旧证的 15 位号码' },
} as const;

const day = { form: '日期', sample: '2026-12-05' };
const moment = { form: '日期和时间', sample: '2026-12-05 14:00' };
const timeForm = (reason: string, before: string, label: string, { form, sample }: typeof day) => ({
  sentence: `${before}${label}应为${form}，例如 ${sample}`,
  reason,
  advice: `写成 ${sample}`,
});

export const fields = {
  'fields.username_digits': ({ label }) => mend(label, '不能全是数字', '加上字母或汉字'),
  'fields.password_short': ({ label, min }) => ({ sentence: `${label}至少 ${min} 位`, reason: `至少 ${min} 位` }),
  'fields.password_long': ({ label, max, now }) => ({
    sentence: `${label}最多 ${max} 位，现在是 ${now} 位`,
    reason: `最多 ${max} 位，现在是 ${now} 位`,
  }),
  'fields.password_own_name': ({ label }) => mend(label, '不能与用户名、手机号相同', '换一个'),
  'fields.password_common': ({ label }) => mend('', `这个${label}太常见，容易被猜中`, '换一个'),
  'fields.password_long_entered': ({ label, max }) => ({
    sentence: `${label}最多 ${max} 位`,
    reason: `最多 ${max} 位`,
  }),
  'fields.code_form': ({ label }) => ({ sentence: `${label}是 6 位数字`, reason: '是 6 位数字' }),
  'fields.book_number_form': ({ label, length }) => shouldBe(label, ` ${length}，末位校验不通过，请对照版权页逐位核对`),
  'fields.upload': ({ label }) => ({
    sentence: `请上传${label}`,
    reason: '没有上传',
    advice: `上传${label}`,
    hinted: true,
  }),
  'fields.name_digits': ({ label }) => mend(label, '不能含数字', '核对'),
  'fields.outside_province': ({ lng, lat, province, west, east, south, north }) =>
    mend(
      '',
      `坐标（经度 ${lng}，纬度 ${lat}）不在${province}（经度 ${west}–${east}，纬度 ${south}–${north}）内`,
      '核对经纬度或行政区划代码',
    ),
  'fields.one_text': ({ label }) => mend(label, '只能填写一项文字', '重新填写'),
  'fields.region_unknown': ({ code }) => mend('', `没有代码为 ${code} 的行政区划`, '核对'),
  'fields.region_needs_name': ({ code }) => `没有代码为 ${code} 的行政区划，新增时请填写名称`,
  'fields.region_missing': ({ code }) => mend('', `没有代码为 ${code} 的行政区划`, '先新增'),
  'fields.too_long_raw': ({ label, max, now }) =>
    mend(label, `最多 ${max} 个字，现在是 ${now} 个字符`, '删短后重新填写'),
  'fields.too_long_formatted': ({ label, max, now }) =>
    mend(label, `连同格式最多 ${max} 个字符，现在是 ${now} 个`, '删短后重新填写'),
  'fields.credit_code_signs': ({ label, signs }) => mend(label, '只有数字和大写字母', `删去 ${signs}`),
  'fields.credit_code_length': ({ label, now }) => shouldBe(label, ` 18 位，现在是 ${now} 位`),
  'fields.credit_code_last': ({ label }) => mend(label, '第 18 位校验不通过', '对照证书逐位核对'),
  'fields.credit_code_17': ({ label }) => mend(label, '第 17 位校验不通过', '对照证书逐位核对第 9 至 17 位'),
  'fields.mobile_form': ({ label }) => `请填写 11 位${label}`,
  'fields.organization_code_last': ({ label }) => mend(label, '最后一位校验不通过', '对照证书逐位核对'),
  'fields.resident_id_form': ({ label }) => shouldBe(label, ' 18 位，最后一位可以是 X'),
  'fields.resident_id_last': ({ label }) => mend(label, '第 18 位校验不通过', '核对'),
  'fields.missing': ({ label }) => ({
    sentence: `请填写${label}`,
    reason: '没有填写',
    advice: `填写${label}`,
    hinted: true,
  }),
  'fields.choose': ({ label }) => ({
    sentence: `请选择${label}`,
    reason: '没有选择',
    advice: `选择${label}`,
    hinted: true,
  }),
  'fields.invalid': ({ label }) => `${label}的写法不对，请核对`,
  'fields.too_long': ({ label, max, now }) => ({
    sentence: `${label}最多 ${max} 个字，现在是 ${now} 个`,
    reason: `最多 ${max} 个字，现在是 ${now} 个`,
    advice: `删减 ${now - max} 个字`,
  }),
  'fields.too_short': ({ label, min, now }) => ({
    sentence: `${label}至少 ${min} 个字，现在是 ${now} 个`,
    reason: `至少 ${min} 个字，现在是 ${now} 个`,
  }),
  'fields.unreadable': ({ label }) => mend(label, '含有看不见或不能保存的字符', '删除后重新填写'),
  'fields.username_form': ({ label }) => shouldBe(label, ` 4 到 32 个字母、数字、汉字或 . _ -`),
  'fields.email_form': ({ label }) => shouldBe(label, ` name@example.cn 这样的地址`),
  'fields.phone_form': ({ label }) => shouldBe(label, `手机号、带区号的座机（0571-88880000）或 400 号码`),
  'fields.organization_code_form': ({ label }) => shouldBe(label, ` 9 位数字或大写字母，例如 71526726-X`),
  'fields.region_form': ({ label }) => shouldBe(label, ` 6 位数字，例如 330106`),
  'fields.whole_number': ({ label, min, max }) => shouldBe(label, ` ${min} 到 ${max} 的整数`),
  'fields.number': ({ label, min, max }) => shouldBe(label, ` ${min} 到 ${max} 的数字`),
  'fields.one_of': ({ label, choices }) => shouldBe(label, ` ${choices.join('、')} 之一`),
  'fields.decimals': ({ label, digits, example }) => mend(label, `最多 ${digits} 位小数`, `改成 ${example} 这样的写法`),
  'fields.not_an_option': ({ label, typed, options }) => ({
    sentence: `${label}没有“${typed}”，可以选：${options.join('、')}`,
    reason: `没有“${typed}”`,
    advice: `可以选：${options.join('、')}`,
  }),
  'fields.yes_or_no': ({ label }) => `${label}请填 是 或 否`,
  'fields.word_long': ({ label, typed, max }) => ({
    sentence: `${label}“${typed}”太长，每个最多 ${max} 个字`,
    reason: `“${typed}”太长`,
    advice: `每个最多 ${max} 个字`,
  }),
  'fields.too_many': ({ label, most, now, unit }) =>
    mend(label, `最多 ${most} ${units[unit]}，现在是 ${now} ${units[unit]}`, '删去多余的'),
  'fields.day_form': ({ label }) => timeForm('不是能识别的日期写法', '', label, day),
  'fields.no_such_day': ({ label, none }) => timeForm(`没有 ${none}`, `没有 ${none}，`, label, day),
  'fields.moment_form': ({ label }) => timeForm('不是能识别的日期写法', '', label, moment),
  'fields.no_such_moment': ({ label, none }) => timeForm(`没有 ${none}`, `没有 ${none}，`, label, moment),
  'fields.time_missing': ({ label }) => timeForm('只有日期，没有时间', '只有日期，没有时间，', label, moment),
  'fields.range': ({ label }) =>
    mend(label, '写的是一段时间，这里只填一个时刻', '把开始和结束分开填写，例如 2026-12-05 14:00'),
  'fields.range_of_days': ({ label }) => mend(label, '写的是一段时间，这里只填一天', '改成 2026-12-05 这样的写法'),
  'fields.none_offset': ({ offset }) => `${offset} 这个时区`,
  'fields.none_day': ({ day }) => `${day} 这一天`,
  'fields.none_time': ({ part, hour, minute, second }) =>
    `${part}${hour} 点 ${minute} 分${second === undefined ? '' : ` ${second} 秒`}这个时间`,
  'fields.odd_year': ({ label, year, from, to }) =>
    mend(label, `的年份是 ${year}，这里只能是 ${from} 到 ${to} 年`, '请核对年份'),
  'fields.members': ({ members, now }) => `应为 ${members}，现在有 ${now} 项`,
  'fields.in_line': ({ line, problem }) => `第 ${line} 行：${problem}`,
  'fields.format_much': ({ label, most }) => mend(label, `的格式太多（最多 ${most} 处）`, '去掉不需要的格式'),
  'fields.format_deep': ({ label, most }) => mend(label, `的格式套了太多层（最多 ${most} 层）`, '简化后再填写'),
  'fields.id_document_form': ({ document }) => shouldBe(`${documents[document].name}号码`, documents[document].form),
  'fields.credit_code_letters': ({ label, letters, meant }) => {
    const reason = `含有字母 ${letters.join('、')}，${label}不使用 I、O、S、V、Z`;
    return meant === undefined
      ? mend('', reason, '对照证书逐位核对')
      : { sentence: `${reason}。您是不是想填 ${meant}？`, reason, advice: `核对是否为 ${meant}` };
  },
  'fields.birth_missing': ({ label, date }) => `${label}中的出生日期不存在（${date}）`,
  'fields.birth_future': ({ label, date }) => `${label}中的出生日期还没有到（${date}）`,
  'fields.birth_early': ({ label, date }) => `${label}中的出生日期太早（${date}）`,
  'fields.region_ended': ({ code, name, validTo, next }) =>
    mend('', `${code}（${name}）已于 ${validTo} 停用`, next ?? '选择现在的行政区划'),
  'fields.region_next': ({ code, name }) => `改用 ${code}（${name}）`,
} satisfies Catalogue<FieldFacts>;
