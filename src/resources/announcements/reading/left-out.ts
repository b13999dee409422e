type At = readonly [from: number, to: number];

const numbers =
  /(?<![\dA-Za-z])\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])|(?<![\dA-Za-z])\d{6} (?:18|19|20)\d{6} \d{3}[\dXx](?![\dA-Za-z])|(?<![\dA-Za-z])\d{6}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?![\dA-Za-z])|(?<=身份证(?:号码?)?[: ]{0,2})[\dXx*]{15,18}|(?<=(?:护照|通行证|军官证)(?:号码?)?[: ]{0,2})[A-Za-z]{0,2}\d{6,10}|(?<=(?:银行卡号?|卡号|账号|帐号|账户)[: ]{0,2})\d(?:[ ]?\d){11,22}/g;

/** Numbers of identity documents and of bank accounts: they are read by no rule. */
export const leftOutIn = (text: string): At[] =>
  [...text.matchAll(numbers)].slice(0, 200).map(({ 0: words, index }) => [index, index + words.length]);

const toMachines =
  /(?:忽略|无视|忘记|不要理会|跳过)[^\n]{0,12}(?:以上|上述|之前|前面|上面|先前|所有)[^\n]{0,12}(?:内容|指令|指示|规则|要求|提示|说明|文字|信息)?|(?:ignore|disregard|forget)[^\n]{0,20}(?:above|previous|prior|all|instruction)|(?:你是|作为|如果你是|给|致|对)(?:一个|一名)?[^\n,。]{0,6}(?:AI|人工智能|语言模型|大模型|智能助手|机器人|爬虫|系统)[^\n]{0,40}(?:请|必须|应|务必|输出|设为|改为|填)|(?:system|assistant|SYSTEM) ?(?:prompt)?:|["']?role["']? ?: ?["']?(?:system|assistant|user|developer)|<\/?(?:script|system|instruction)|AI[^\n]{0,4}(?:注意|请)|最高优先级|请把[^\n]{0,14}(?:所有|全部)[^\n]{0,16}(?:换成|改成|改为|标记|删除)|(?:语言模型|大模型|AI助手)[^\n]{0,30}(?:加一条|输出|改|填|设)|请(?:AI|人工智能|模型|大模型|系统|机器人|助手)[^\n]{0,30}(?:设为|改为|填写|填|输出|写成|标记|通过|发布|批准)|(?:prompt|提示词)[^\n]{0,10}(?:注入|:)/i;

/** Lines that speak to a machine: they are words that nothing is taken from. */
export const isToMachines = (line: string): boolean => toMachines.test(line);

/** The text with these parts hidden from every rule, at the same length. */
export function hide(text: string, parts: readonly At[]): string {
  let [shown, done] = ['', 0];
  for (const [from, to] of parts.toSorted((one, other) => one[0] - other[0])) {
    if (from < done) continue;
    shown += text.slice(done, from) + text.slice(from, to).replace(/[^\n\t]/g, '\u0001');
    done = to;
  }
  return shown + text.slice(done);
}
