import { day, moment } from '../../fields/moment.ts';
import { integer } from '../../fields/number.ts';
import { option, yesNo } from '../../fields/option.ts';
import { rows } from '../../fields/rows.ts';
import { text } from '../../fields/text.ts';
import { webAddress } from '../../fields/web-address.ts';
import { type Channel, numberOf, textOf } from './channel.ts';
import { fact } from './facts.ts';
import { exampleOf, isAfter, units, withSharedGroups } from './shared.ts';

const syllabus = rows(
  '课程目录',
  {
    no: integer('序号', { min: 1, max: 500 }),
    title: text('名称', { max: 50 }),
    duration_s: integer('时长（秒）', { min: 1, max: 172_800, units: ['秒'] }).optional(),
    url: webAddress('地址').optional(),
  },
  {
    most: 500,
    row: '课',
    tableHint: '每课一行，时长和地址可以不填。',
    hint: '一行一课：序号｜名称｜时长（秒）｜地址，后两项可以不填。',
    check: (lessons) =>
      lessons.every(({ no }, place) => no === place + 1) ? undefined : fact('channels.lessons_numbered'),
  },
);

export const course: Channel = {
  code: 'course',
  name: '学才艺',
  lead: '音乐、书法、舞蹈等视频课、直播课和线下班',
  character: '艺',
  slogan: '书画、戏曲、舞蹈',
  schemaType: 'Course',
  groups: withSharedGroups({
    name: 'course',
    title: '课程信息',
    fields: {
      art_category: option('艺术门类', {
        music: '音乐',
        dance: '舞蹈',
        opera: '戏曲',
        drama: '戏剧',
        fine_art: '美术',
        calligraphy: '书法',
        photo: '摄影',
        quyi: '曲艺',
        craft: '手工非遗',
        writing: '文学',
        sport: '武术养生',
        tech: '数字技能',
      }),
      level: option('难度', { zero: '零基础', basic: '初级', mid: '中级', adv: '高级' }),
      form: option('授课形式', { video: '视频课', live: '直播课', offline: '线下班', mixed: '线上线下结合' }),
      teacher: text('授课教师', { max: 30 }),
      teacher_intro: text('教师简介', { max: 300, lines: true }).optional(),
      lessons: integer('课时数', { min: 1, max: 500, units: ['课时', '节', '讲'] }),
      syllabus: syllabus.optional(),
      total_minutes: integer('总时长（分）', { min: 1, max: 60_000, units: ['分钟', '分'] }).optional(),
      start_at: moment('开班时间', { hint: '直播课和线下班填写。' }).optional(),
      ends_on: day('结课日期').optional(),
      place_name: text('上课地点', { max: 50 }).optional(),
      capacity: integer('名额', { min: 1, max: 100_000, units: units.people }).optional(),
      age_min: integer('最小年龄', { min: 0, max: 120, units: units.years }).optional(),
      age_max: integer('最大年龄', { min: 0, max: 120, units: units.years }).optional(),
      enroll_start: moment('报名开始').optional(),
      enroll_end: moment('报名截止').optional(),
      enroll_url: webAddress('报名链接', { hint: '直播课和线下班填写；没有的填咨询电话。' }).optional(),
      fee_type: option('费用', { free: '免费', paid: '收费', partial: '部分免费' }),
      certificate: yesNo('结业证书'),
    },
  }),
  check: ({ form, start_at, ends_on, enroll_url, contact_phone, enroll_start, enroll_end, age_min, age_max }) => ({
    ...((form === 'live' || form === 'offline') && {
      ...(textOf(start_at) === undefined && { start_at: fact('channels.course_start_missing') }),
      ...([enroll_url, contact_phone].every((each) => textOf(each) === undefined) && {
        enroll_url: fact('channels.enroll_url_missing'),
      }),
    }),
    ...(!isAfter(ends_on, textOf(start_at)?.slice(0, 10)) &&
      ends_on !== textOf(start_at)?.slice(0, 10) && { ends_on: fact('channels.ends_before_start') }),
    ...(!isAfter(enroll_end, enroll_start) && { enroll_end: fact('channels.booking_ends_first') }),
    ...((numberOf(age_min) ?? 0) > (numberOf(age_max) ?? Infinity) && { age_max: fact('channels.age_max_low') }),
  }),
  example: exampleOf({
    external_id: 'qx-crs-001',
    title: '零基础书法十二讲',
    summary: '从握笔开始，十二节课写好一副春联。',
    art_category: 'calligraphy',
    level: 'zero',
    form: 'video',
    teacher: '陈老师',
    teacher_intro: '县书法家协会会员，教学二十年。',
    lessons: '12',
    syllabus: '1｜握笔与坐姿｜900\n2｜横与竖｜1020',
    total_minutes: '360',
    fee_type: 'free',
    certificate: '0',
  }),
  listed: ['art_category', 'level', 'form', 'teacher', 'lessons', 'fee_type'],
  filters: ['art_category', 'level', 'form', 'fee_type'],
};
