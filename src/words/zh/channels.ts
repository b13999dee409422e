import type { ChannelFacts } from '../../resources/channels/facts.ts';
import { type Catalogue, mend } from '../catalogue.ts';
import { shouldBe } from './forms.ts';

export const channels = {
  'channels.address_missing': '电脑端链接和手机端链接至少填一个',
  'channels.address_or_body': '正文、电脑端链接和手机端链接至少填一个',
  'channels.address_or_venue': '线下活动请填写详细地址，或者所属场馆',
  'channels.age_max_low': {
    sentence: '最大年龄不能小于最小年龄',
    reason: '最大年龄不能小于最小年龄',
    advice: '核对后修改',
  },
  'channels.booking_ends_first': {
    sentence: '报名截止须晚于报名开始',
    reason: '报名截止须晚于报名开始',
    advice: '改成晚于报名开始',
  },
  'channels.booking_ends_late': {
    sentence: '报名截止不能晚于活动结束',
    reason: '报名截止不能晚于活动结束',
    advice: '核对后修改',
  },
  'channels.booking_url_missing': '在线预约请填写预约链接',
  'channels.cancel_reason': '取消活动请填写原因',
  'channels.capacity_sum': ({ sum }) => `名额应等于各场次之和 ${sum}`,
  'channels.class_number_form': {
    sentence: '中图分类号应为字母开头的分类号，例如 I267',
    reason: '写法不对',
    advice: '应为字母开头的分类号，例如 I267',
  },
  'channels.clock_form': ({ label }) => shouldBe(label, ' 09:00 这样的时间'),
  'channels.closes_first': {
    sentence: '关门时间须晚于开门时间',
    reason: '关门时间须晚于开门时间',
    advice: '改成晚于开门时间',
  },
  'channels.closing_reason': '临时闭馆请填写原因',
  'channels.course_start_missing': '直播课和线下班请填写开班时间',
  'channels.cover_alt_start': mend('', '封面说明给读屏使用', '直接写画面内容，不要以“图片”“封面”开头'),
  'channels.crop_form': {
    sentence: '封面裁剪应为 左,上,宽,高 四个数字，例如 0,0,1600,900；不填时取中间部分',
    reason: '写法不对',
    advice: '应为 左,上,宽,高 四个数字，例如 0,0,1600,900；不填时取中间部分',
  },
  'channels.crop_shape': {
    sentence: '封面裁剪的宽和高应为 16:9，例如 1600 和 900',
    reason: '写法不对',
    advice: '应为 16:9，例如 1600 和 900',
  },
  'channels.duration_missing': '有声书请填写时长',
  'channels.ends_before_start': {
    sentence: '结束时间须晚于开始时间',
    reason: '结束时间须晚于开始时间',
    advice: '改成晚于开始时间',
  },
  'channels.ends_before_stream': {
    sentence: '结束时间须晚于开播时间',
    reason: '结束时间须晚于开播时间',
    advice: '改成晚于开播时间',
  },
  'channels.enroll_url_missing': '直播课和线下班请填写报名链接',
  'channels.expires_before_publishing': {
    sentence: '下线时间须晚于定时发布的时间',
    reason: '下线时间须晚于定时发布的时间',
    advice: '改成晚于定时发布的时间',
  },
  'channels.heritage_level_missing': '非遗手作请选择非遗级别',
  'channels.https_address': ({ label }) => ({
    sentence: `${label}须以 https:// 开头`,
    reason: `${label}须以 https:// 开头`,
    advice: '改成以 https:// 开头',
  }),
  'channels.issn_missing': '期刊请填写 ISSN',
  'channels.lat_lng_swapped': ({ value }) =>
    mend('', `经纬度可能填反了（纬度 ${value} 不在 3–54 之间）`, '把两个数对调'),
  'channels.lessons_numbered': '课程目录的序号应从 1 开始连续',
  'channels.list_price_low': {
    sentence: '原价不能低于价格',
    reason: '原价不能低于价格',
    advice: '核对后修改',
  },
  'channels.live_longest': '一场直播最长 24 小时，多天的请分场填写',
  'channels.live_soon': {
    sentence: '开播时间须在 10 分钟以后',
    reason: '开播时间须在 10 分钟以后',
    advice: '改成在 10 分钟以后',
  },
  'channels.lng_lat_swapped': ({ value }) =>
    mend('', `经纬度可能填反了（经度 ${value} 不在 73–136 之间）`, '把两个数对调'),
  'channels.own_parent': {
    sentence: '上级场馆不能是它自己',
    reason: '上级场馆不能是它自己',
    advice: '核对后修改',
  },
  'channels.postcode_form': {
    sentence: '邮编应为 6 位数字',
    reason: '写法不对',
    advice: '应为 6 位数字',
  },
  'channels.price_max_low': {
    sentence: '最高价不能低于最低价',
    reason: '最高价不能低于最低价',
    advice: '核对后修改',
  },
  'channels.price_min_missing': '收费的活动请填写最低价',
  'channels.price_zero': mend('', '价格为 0 的只能是研学/体验', '核对价格或类别'),
  'channels.produced_late': {
    sentence: '制作日期不能晚于今天',
    reason: '制作日期不能晚于今天',
    advice: '核对后修改',
  },
  'channels.published_late': {
    sentence: '刊发日期不能晚于今天',
    reason: '刊发日期不能晚于今天',
    advice: '核对后修改',
  },
  'channels.remaining_high': ({ capacity }) => ({
    sentence: `余量不能大于名额 ${capacity}`,
    reason: `余量不能大于名额 ${capacity}`,
    advice: '核对后修改',
  }),
  'channels.reprint_note': mend('', '转载的内容', '在版权说明中写明授权'),
  'channels.room_type_missing': '请选择空间类型',
  'channels.session_ends_first': {
    sentence: '场次的结束时间须晚于开始时间',
    reason: '场次的结束时间须晚于开始时间',
    advice: '改成晚于开始时间',
  },
  'channels.sessions_overlap': ({ at }) => mend('', `${at} 的场次与前一场重叠`, '核对'),
  'channels.stream_form': '播放地址应是 m3u8 或 flv 地址；网页请填在手机端链接',
  'channels.stream_or_address': '播放地址和手机端链接至少填一个',
  'channels.subtitles_form': '字幕地址应是 vtt 或 srt 文件的地址',
  'channels.title_signs': mend('', '标题不能全是标点', '写出名称'),
  'channels.venue_booking_url': '可预订的场馆请填写预订链接',
  'channels.weekday_form': {
    sentence: '星期应为 周二至周日 或 1,3,5 这样的写法（1 是周一）',
    reason: '写法不对',
    advice: '应为 周二至周日 或 1,3,5 这样的写法（1 是周一）',
  },
  'channels.weekday_missing': '请填写星期',
} satisfies Catalogue<ChannelFacts>;
