import { z } from 'zod';
import { testCitizenKindNames, testCitizenKinds } from '../../accounts/people/test-citizen-kinds.ts';
import { simulatedAnswers, simulatedNames } from '../../applications/aksk/simulation.ts';
import { time } from '../../http/answer.ts';
import { operation } from '../../http/operation.ts';
import { checks } from './checks/checks.ts';
import { questions } from './checks/questions.ts';
import { reportedRounds, rounds } from './rounds/scenario.ts';
import { stackNames } from './runs/run.ts';

const root = '/api/v1/verification';
const common = {
  tag: { name: 'Verification', title: '练习验证', order: 12 },
  access: 'bearer:verification:run',
  sandbox: 'only',
} as const;

const enumOf = <T extends string>(names: readonly T[]) =>
  z.enum(Object.fromEntries(names.map((name) => [name, name])) as { [Name in T]: Name }); // a border: the names of a list
const ends = ['passed', 'failed', 'incomplete'] as const;
const states = ['open', ...ends] as const;
const verdicts = ['passed', 'failed', 'noted', 'unreachable', 'unseen', 'production'] as const;

const run = z
  .object({
    id: z.uuid(),
    stack: z.string().meta({ description: '开始时写的程序库或语言' }),
    state: z.enum(states).meta({ description: 'open 正在进行，passed 通过，failed 没有通过，incomplete 没有做完' }),
    started_at: time,
    ends_at: time.meta({ description: '没有人结束的，到时自动结束' }),
    summary: z.string().meta({ example: '19 / 19，另有 2 项只在正式环境验' }),
    progress: z.object({
      settled: z.int().meta({ description: '已有结果的项数' }),
      passed: z.int(),
      all: z.int().meta({ description: '这次要验的项数' }),
      only_in_production: z.int().meta({ description: '本机做不了，只在正式环境验的项数' }),
    }),
    open: z
      .string()
      .nullable()
      .meta({ description: '开始时打开一次的网址：认出这个浏览器，转到您的登录页。结束后为 null' }),
    citizen: z
      .object({ username: z.string(), password: z.string() })
      .nullable()
      .meta({ description: '这次验证的测试市民，结束后为 null' }),
    next: z
      .object({
        round: enumOf(rounds.map(({ code }) => code)),
        by: z.enum(['refusal', 'login', 'link', 'button', 'logout']).meta({
          description:
            'refusal 登录时点不同意；login 登录一次；link 打开 address；button 取退出通知，交给自己的程序，报回状态；logout 在自己的网站退出',
        }),
        do: z.string(),
        expect: z.string(),
        address: z.string().nullable(),
      })
      .nullable()
      .meta({ description: '下一步；都走完了为 null' }),
    questions: z
      .array(
        z.object({
          question: enumOf(questions.map(({ code }) => code)),
          yes: z.string(),
          no: z.string(),
          answer: z.enum(['yes', 'no']).nullable(),
        }),
      )
      .meta({ description: '都走完以后，只有看得见自己网页的人或程序能回答的' }),
    checks: z.array(
      z.object({
        code: enumOf(checks.map(({ code }) => code)),
        title: z.string(),
        state: z.enum(verdicts),
        seen: z.string().nullable(),
        cause: z.string().nullable(),
        cure: z.string().nullable(),
        change: z
          .string()
          .nullable()
          .meta({ description: '您的程序要改的几行；没有写 stack、没有对应写法的为 null，照 cure 改' }),
        changes: z
          .array(z.object({ framework: z.string(), change: z.string() }))
          .meta({ description: '其他程序库的写法，供参考' }),
      }),
    ),
  })
  .meta({ id: 'PracticeRun' });

const answer = run;

export const startRun = operation({
  ...common,
  method: 'post',
  path: root,
  summary: '开始一次练习验证',
  description:
    '只用于沙箱应用，一个 AK 一次只能有一次。回答里有测试市民、要打开的网址和第一步；每走一步再读一次，照 `next` 做。完整的走法见 [给编程助手的接入说明](/docs/agents)。',
  body: z.object({
    login_url: z.string().max(500).meta({ description: '放着登录按钮的页面', example: 'http://localhost:5055/' }),
    // Judged with the address, so that the problems of both come together.
    stack: z
      .string()
      .max(40)
      .default('other')
      .meta({
        examples: [...stackNames],
        description: '程序库或语言的名称，改法按它给出；没有对应写法的，名称照样记下，改法先是一句话',
      }),
  }),
  statuses: { 201: '已开始' },
  answer,
  problems: ['validation_failed', 'conflict', 'rate_limited'],
});

export const readRun = operation({
  ...common,
  method: 'get',
  path: root,
  summary: '读最近一次练习验证：下一步、问题和各项结果',
  answer,
  problems: ['not_found'],
});

export const answerValues = ['yes', 'no'] as const;

export const answerRun = operation({
  ...common,
  method: 'post',
  path: `${root}:answer`,
  summary: '回答问题',
  description: '名称是 `questions` 里的 `question`。再答一次，以后一次为准。',
  body: z.object({
    // Judged with their questions, so that all problems come together.
    answers: z
      .record(
        z.string(),
        z.unknown().meta({ override: ({ jsonSchema }) => void Object.assign(jsonSchema, { enum: answerValues }) }),
      )
      .meta({ description: '问题的名称：yes 或 no' }),
  }),
  answer,
  problems: ['not_found', 'conflict', 'validation_failed'],
});

export const skipRound = operation({
  ...common,
  method: 'post',
  path: `${root}:skip`,
  summary: '跳过做不了的一步',
  description: '那一步要验的项，就算没有验。',
  answer,
  problems: ['not_found', 'conflict'],
});

export const listNotices = operation({
  ...common,
  method: 'get',
  path: `${root}/notices`,
  summary: '取退出通知',
  description:
    '轮到这一步（`next.by` 为 `button`）时有两份：一份签名不对，一份是真的。请原样以表单字段 `logout_token` 发给自己程序的退出通知地址，再用下一个调用报回它的状态。不用公网，不用内网穿透。',
  answer: z.object({
    items: z.array(z.object({ id: z.uuid(), logout_token: z.string() })),
    backchannel_logout_uri: z.string().nullable().meta({ description: '登记的退出通知地址' }),
  }),
  problems: ['not_found', 'conflict'],
});

const page = {
  status: z.int().min(0).max(599).meta({ description: '程序回答的 HTTP 状态；断开连接、没有回答的写 0' }),
  text: z.string().max(8_000).default('').meta({ description: '那一页的开头，可以带标签' }),
};

export const answerNotice = operation({
  ...common,
  method: 'post',
  path: `${root}/notices/{id}`,
  summary: '报回程序对退出通知的回答',
  params: { id: z.uuid().meta({ description: '通知的编号' }) },
  body: z.object(page),
  answer,
  problems: ['not_found', 'conflict', 'validation_failed'],
});

export const tellPage = operation({
  ...common,
  method: 'post',
  path: `${root}/pages`,
  summary: '报回登录没有成功或退出时，程序回答的页面',
  description:
    '本机的网站只有您自己看得见：照实报回状态和文字，由国家公共文化云判断。登录没有成功的每一次都要报；没有报的，最后要由人回答。国家公共文化云打得开的网站，另外自己去看。',
  body: z.object({
    round: enumOf(reportedRounds).meta({
      description:
        'refuse 点不同意；again 用过的授权码；signature、none、issuer、audience、expired、nonce 答错的令牌；state、mixup 回跳的 state 和 iss；lost 丢失的回答；logout 退出',
    }),
    ...page,
    too_many_redirects: z.boolean().default(false).meta({
      description: '跟着跳转一直停不下来（例如 20 次）的写 true，status 写最后一次跳转的',
    }),
  }),
  answer,
  problems: ['not_found', 'conflict', 'validation_failed'],
});

export const simulate = operation({
  ...common,
  method: 'post',
  path: `${root}:simulate`,
  summary: '演练一个错误的回答',
  description:
    '沙箱应用的下一次登录得到一个故意错的回答，只一次，15 分钟内；网站应当拒绝，并能马上重新登录。`null` 是取消。不需要正在练习；练习中的测试市民不受影响。',
  body: z.object({
    answer: enumOf(simulatedNames)
      .nullable()
      .meta({
        description: Object.entries(simulatedAnswers)
          .map(([name, { title }]) => `${name}：${title}`)
          .join('；'),
      }),
  }),
  answer: z.object({ answer: enumOf(simulatedNames).nullable(), until: time.nullable() }),
  problems: ['validation_failed'],
});

const kinds = enumOf(testCitizenKindNames);
const citizen = { username: z.string(), nickname: z.string(), phone: z.string().nullable() };

export const listCitizens = operation({
  ...common,
  method: 'get',
  path: `${root}/citizens`,
  summary: '列出沙箱的测试市民',
  answer: z.object({ items: z.array(z.object(citizen)) }),
});

export const addCitizen = operation({
  ...common,
  method: 'post',
  path: `${root}/citizens`,
  summary: '新建一位测试市民，可以选哪一种',
  description: '只能登录沙箱应用。密码只在这个回答里。一个机构的沙箱最多 10 位，已注销的不算。',
  body: z.object({
    kind: kinds.meta({
      description: testCitizenKindNames.map((name) => `${name}：${testCitizenKinds[name].title}`).join('；'),
    }),
  }),
  statuses: { 201: '已新建' },
  answer: z.object({ kind: kinds, ...citizen, password: z.string() }),
  problems: ['conflict', 'validation_failed', 'rate_limited'],
});

export const finishRun = operation({
  ...common,
  method: 'post',
  path: `${root}:finish`,
  summary: '结束，得到结果',
  answer,
  problems: ['not_found', 'conflict'],
});
