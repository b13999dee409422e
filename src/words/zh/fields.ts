import type { AddressFacts, FieldFacts, RegionCommandFacts, TableFacts } from '../../fields/facts.ts';
import { type Catalogue, mend } from '../catalogue.ts';
import { shouldBe } from './parts.ts';

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

export const facts = {
  'fields.region_until': ({ day }) => `到 ${day} 为止`,
  'fields.region_now': ({ code }) => `现在是 ${code}`,
  'fields.username_digits': ({ label }) => mend(label, '不能全是数字', '加上字母或汉字'),
  'fields.password_short': ({ label, min }) => ({ sentence: `${label}至少 ${min} 位`, reason: `至少 ${min} 位` }),
  'fields.password_long': ({ label, max, now }) => ({
    sentence: `${label}最多 ${max} 位，现在是 ${now} 位`,
    reason: `最多 ${max} 位，现在是 ${now} 位`,
  }),
  'fields.password_own_name': ({ label }) => mend(label, '不能与用户名、手机号相同', '换一个'),
  'fields.password_common': ({ label }) => mend('', `这个${label}太常见，容易被猜中`, '换一个'),
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
  'fields.region_ends_first': mend('停用日期', '须晚于启用日期', '核对两个日期'),
  'fields.region_own_successor': ({ code }) => mend('', `替换代码又指回 ${code}`, '填写现在使用的代码'),
  'fields.region_successor_needs_end': mend('', '填写了替换代码，还没有停用日期', '填写停用的那一天'),
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
  'fields.none_weekday': ({ day, weekday, is }) => `${day} 星期${weekday}这一天（那天是星期${is}）`,
  'fields.none_offset': ({ offset }) => `${offset} 这个时区`,
  'fields.none_day': ({ day }) => `${day} 这一天`,
  'fields.none_time': ({ part, hour, minute, second }) =>
    `${part}${hour} 点 ${minute} 分${second === undefined ? '' : ` ${second} 秒`}这个时间`,
  'fields.odd_year': ({ label, year, from, to }) =>
    mend(label, `的年份是 ${year}，这里只能是 ${from} 到 ${to} 年`, '核对年份'),
  'fields.members': ({ members, now }) => `应为 ${members}，现在有 ${now} 项`,
  'fields.in_line': ({ line, problem }) => `第 ${line} 行：${problem}`,
  'fields.in_lines': ({ problems, more }) => `${problems.join('\n')}${more > 0 ? `\n还有 ${more} 行` : ''}`,
  'fields.series_weekdays': '请勾选每周星期几',
  'fields.series_times': '请填写开始和结束的时间，例如 14:00、16:00',
  'fields.series_ends_first': '结束时间须晚于开始时间；过了零点的场次请单独添加',
  'fields.series_days': '请填写从哪天到哪天，例如 2026-12-05',
  'fields.series_days_order': '最后一天不能早于第一天',
  'fields.series_long': '一次最多排一年，请把最后一天提前',
  'fields.series_none': '这段日子里没有勾选的星期，请改星期或日期',
  'fields.series_many': ({ now, most }) => `这样会有 ${now} 场，还可以加 ${most} 场，请缩短日期或少选几天`,
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

  'fields.not_https': ({ label }) => mend(label, '地址以 http:// 开头', '换成 https:// 的地址，或者上传文件'),
  'fields.address_long': ({ label }) => mend(label, '地址超过 255 个字符', '换一个短的地址，或者上传文件'),
  'fields.not_an_address': ({ label, typed }) =>
    mend(label, `“${typed}”不是 https:// 开头的地址`, '核对，或者上传文件'),
  'fields.not_an_upload': ({ label, typed }) => mend(label, `“${typed}”不是上传后得到的编号`, '先上传文件'),
  'fields.same_line': ({ line }) => mend('', `与第 ${line} 行重复`, '删去一行'),
  'fields.hidden_characters': ({ label }) => mend(label, '含有换行或看不见的字符', '删除后重新填写'),
  'fields.no_spaces': ({ label }) => mend(label, '不能含空格', '删除；路径中的空格写成 %20'),
  'fields.address_too_long': ({ now, max }) => `链接太长：规范化后 ${now} 个字符，最多 ${max} 个（中文会按编码计算）`,
  'fields.no_backslash': ({ label }) => mend(label, '不能含反斜杠 \\', '改成 /'),
  'fields.chinese_encoded': ({ label, url }) => mend(label, '不能直接含中文', `写成编码后的形式：${url}`),
  'fields.chinese': ({ label }) => mend(label, '含有中文或全角符号', '改用半角的英文字母、数字和符号'),
  'fields.host_missing': ({ label }) => mend(label, '缺少域名', '写成 https://域名/路径'),
  'fields.no_fragment': ({ label }) => mend(label, '不能含 #', '删除 # 和它后面的内容'),
  'fields.no_password': ({ label }) => mend(label, '不能含用户名密码', '删除 @ 和它前面的内容'),
  'fields.no_wildcard': ({ label }) => mend(label, '不能用通配符 *', '把每个地址完整写出，一行一个'),
  'fields.sign_encoded': ({ label, sign, encoded }) => mend(label, `不能直接含 ${sign}`, `写成 ${encoded}`),
  'fields.percent_form': ({ label }) => ({
    sentence: `${label}中的 % 后面应为两位编码，例如空格是 %20`,
    reason: '中的 % 后面应为两位编码，例如空格是 %20',
  }),
  'fields.no_encoded_controls': ({ label }) => mend(label, '不能含编码后的换行或控制符（%00 到 %1F、%7F）', '删除'),
  'fields.encoded_twice': ({ label }) => mend(label, '被编码了两次（%25）', '只编码一次'),
  'fields.default_port': ({ label, port }) => mend(label, '不用写默认端口', `删除 :${port}`),
  'fields.port_form': ({ label }) => ({
    sentence: `${label}的端口应为 1 到 65535 的数字，或不写端口`,
    reason: '的端口应为 1 到 65535 的数字，或不写端口',
  }),
  'fields.no_encoded_slash': ({ label }) => mend(label, '的路径不能含编码后的斜杠（%2F、%5C）', '直接写 /'),
  'fields.no_dot_segments': ({ label }) =>
    mend(label, '的路径不能含 . 或 .. 这样的层级（写成 %2E 也不行）', '写出最终的路径'),
  'fields.no_semicolon': ({ label }) => mend(label, '的路径不能含分号', '删除分号和它后面的内容'),
  'fields.our_parameter': ({ label, name }) => mend(label, `不能自带 ${name}，它由国家公共文化云在登录后填写`, '删除'),
  'fields.scheme_lower_case': ({ label, scheme }) => ({
    sentence: `${label}开头的 ${scheme} 请用小写：https://`,
    reason: `开头的 ${scheme} 请用小写：https://`,
  }),
  'fields.https_only': ({ label }) => ({
    sentence: `${label}须以 https:// 开头（沙箱可用 http://localhost）`,
    reason: `${label}须以 https:// 开头（沙箱可用 http://localhost）`,
    advice: '改成以 https:// 开头（沙箱可用 http://localhost）',
  }),
  'fields.two_slashes': ({ label, name }) => mend(label, `的 ${name}: 后面应有两个斜杠`, '写成 https://域名/路径'),
  'fields.https_missing': ({ label }) => mend(label, '须以 https:// 开头', '补上（沙箱可用 http://localhost）'),
  'fields.https_not_other': ({ label, name }) => ({
    sentence: `${label}须以 https:// 开头，不能用 ${name}: 开头的地址（沙箱可用 http://localhost）`,
    reason: `${label}须以 https:// 开头，不能用 ${name}: 开头的地址（沙箱可用 http://localhost）`,
    advice: `改成以 https:// 开头，不能用 ${name}: 开头的地址（沙箱可用 http://localhost）`,
  }),
  'fields.no_ip': ({ label }) => mend(label, '不能用 IP 地址', '改用域名'),
  'fields.no_localhost': ({ label, host }) => mend(label, `不能用本机地址 ${host}`, '改用公网能访问的域名'),
  'fields.host_lower_case': ({ label, host }) => ({
    sentence: `${label}的域名请用小写：${host}`,
    reason: `的域名请用小写：${host}`,
  }),
  'fields.host_no_dot': ({ label, host }) => mend(label, '的域名末尾不能有点', `写成 ${host}`),
  'fields.host_form': ({ label }) => mend(label, '的域名只能含小写字母、数字、点和连字符', '核对'),
  'fields.host_incomplete': ({ label, host }) => mend(label, '的域名不完整', `写出完整域名，例如 ${host}.example.cn`),
  'fields.web_hidden_characters': ({ label }) => mend(label, '含有看不见的字符', '删除后重新填写'),
  'fields.web_no_spaces': ({ label }) => mend(label, '不能含空格', '删除'),
  'fields.web_scheme_missing': ({ label, typed }) =>
    mend(label, '须以 https:// 或 http:// 开头', `写成 https://${typed}`),
  'fields.web_host_incomplete': ({ label }) => mend(label, '的域名不完整', '写出完整域名，例如 www.example.cn'),
  'fields.web_address_form': ({ label }) =>
    shouldBe(label, `以 https:// 或 http:// 开头的网址，例如 https://www.example.cn/`),
  'fields.addresses_most': ({ label, max, now }) => `${label}最多 ${max} 个，现在是 ${now} 个`,
  'fields.not_normal': ({ label, url }) => mend(label, '的写法不规范', `写成 ${url ?? 'https://域名/路径'}`),

  'fields.workbook_as_csv': '这个文件是 Excel 工作簿，请把扩展名改回 .xlsx 再上传',
  'fields.csv_encoding': '这个文件的编码读不出来，请另存为“CSV UTF-8”再上传',
  'fields.csv_line': '这个文件里有一行超过 1 MB，不像是表格，请核对后再上传',
  'fields.book_password': '这个文件设了打开密码，请在 Excel 里取消密码后再上传',
  'fields.book_sealed': '这个文件设了密码，请取消密码后再上传',
  'fields.book_word': '这是 Word 文件，请把内容填进 Excel 模板再上传',
  'fields.book_inflated': '这个文件解压后太大，读不下来。请删去多余的工作表、格式和空行，或拆成几个文件',
  'fields.book_broken': '这个文件不完整或已损坏，请重新保存一次再上传',
  'fields.book_no_sheet': '这个工作簿里没有看得见的工作表',
  'fields.json_line_long': ({ row, kilobytes }) => `第 ${row} 行超过 ${kilobytes} KB，一行应为一条内容的 JSON`,
  'fields.book_sheet_missing': '没有找到工作表',
  'fields.book_texts': '这个文件里的文字太多，读不下来，请拆成几个文件',
  'fields.book_cell': '有一个单元格的文字超过 100,000 个字，请把它删短或拆开',
  'fields.book_unreadable': '这个文件读不出来，可能已损坏。请用 Excel 或 WPS 另存一次再上传',
  'fields.book_too_much': '这个文件太大或太复杂，没有读完。请删去多余的工作表和格式，或拆成几个文件',
  'fields.book_xls': '这是旧版 Excel 文件（.xls），请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传',
  'fields.zip_tables': ({ count }) => `压缩包里有 ${count} 个表格，请只留一个，图片放在它旁边`,
  'fields.book_parts': ({ count }) =>
    `这个文件里有 ${count} 个部件，不像是表格。请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传`,
  'fields.book_twins':
    '这个文件里有两个同名的部件，已损坏或被改动过。请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传',
  'fields.book_macros':
    '这个文件含有宏，不能上传。请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传（不要选“启用宏”的格式）',
  'fields.book_xlsm':
    '这个文件是启用宏的格式（.xlsm），不能上传。请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传',
  'fields.book_xlsb': '这是二进制工作簿（.xlsb），请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传',
  'fields.book_ods': '这是 OpenDocument 表格（.ods），请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传',
  'fields.book_encoding': '这个文件的编码读不出来。请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传',
  'fields.book_dtd':
    '这个文件引用了外部内容（DTD），不能上传。请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传',
  'fields.book_other':
    '这个文件不是 Excel 工作簿（按文件内容判断，改扩展名不起作用），请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传',
  'fields.file_too_large': '文件超过 10 MB / 20,000 行，请拆分',
  'fields.columns_most': ({ most }) => `表格超过 ${most} 列，请删去多余的列`,
} satisfies Catalogue<RegionCommandFacts & FieldFacts & AddressFacts & TableFacts>;
