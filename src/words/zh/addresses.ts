import type { AddressFacts } from '../../fields/facts.ts';
import { type Catalogue, mend } from '../catalogue.ts';
import { shouldBe } from './forms.ts';

export const addresses = {
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
} satisfies Catalogue<AddressFacts>;
