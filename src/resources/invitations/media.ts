import { numberOf, textOf } from '../channels/channel.ts';
import { dateOf, daysUntil, distanceOf, spanOf } from './days.ts';
import { fitsOf } from './event.ts';
import type { Invitation, Part } from './invitation.ts';
import { answer, chosen } from './lines.ts';
import { chaptersIn, playerOf } from './player.ts';
import { lasting } from './shown.ts';
import { first, goTo } from './ways.ts';

const ofFiles = [
  'duration_s',
  'format',
  'resolution',
  'bitrate_kbps',
  'licence_no',
  'audience',
  'accessibility',
  'contact_phone',
];
const lastingOf = (value: unknown) => (numberOf(value) === undefined ? undefined : lasting(Number(value)));
const said = (...words: (string | undefined)[]) => words.filter((each) => each !== undefined);

/** Videos and recordings: played here, with what was shown or said beside them. */
function inviteToPlay(about: Invitation, kind: 'video' | 'audio'): Part {
  const { values, fields, opened, now } = about;
  const player = playerOf(values.play_url, kind, values, { isFile: true });
  const produced = textOf(values.produced_on);
  const extras = [
    player?.hasCaptions ? '有字幕' : undefined,
    textOf(values.transcript) === undefined ? undefined : '有文字稿',
  ];
  return {
    layout: 'player',
    shownAbove: [...ofFiles, 'work_type', 'creator', 'performer', 'produced_on', 'subtitle_url'],
    byLine: said(opened.institution, chosen(fields, 'work_type', values), lastingOf(values.duration_s), ...extras),
    answers: [
      ...answer(kind === 'video' ? '创作' : '录制', [
        textOf(values.creator) === opened.institution ? undefined : textOf(values.creator),
      ]),
      ...answer('讲述', [textOf(values.performer)]),
      ...answer('制作', [produced === undefined ? undefined : dateOf(new Date(`${produced}T00:00:00+08:00`), now)]),
      ...answer('适合', [fitsOf(fields, values)]),
    ],
    player,
    chapters: chaptersIn(values.transcript, values.duration_s),
    go: player === undefined ? first(goTo(values.play_url, '播放'), goTo(values.h5_url, '去看')) : undefined,
  };
}

export const inviteToVideo = (about: Invitation): Part => inviteToPlay(about, 'video');
export const inviteToAudio = (about: Invitation): Part => inviteToPlay(about, 'audio');

/** 看直播: before it begins when, while it runs and afterwards the picture itself where the browser plays it. */
export function inviteToBroadcast(about: Invitation): Part {
  const { opened, values, fields, now, state } = about;
  const { startsAt, endsAt } = opened;
  const isLive = state?.code === 'live';
  const isReplay = state?.code === 'replay';
  const player = isLive
    ? playerOf(values.stream_url, 'video', values)
    : isReplay
      ? playerOf(values.replay_url, 'video', values)
      : undefined;
  const elsewhere = [goTo(values.h5_url, '去看直播'), goTo(values.pc_url, '去看直播')];
  return {
    ...(player !== undefined && { layout: 'player' }),
    shownAbove: [...ofFiles, 'start_at', 'end_at', 'category', 'host_unit', 'performers', 'needs_login'],
    byLine: said(opened.institution, chosen(fields, 'category', values)),
    distance:
      startsAt !== undefined && daysUntil(startsAt, now) > 0 && !state?.isOver ? distanceOf(startsAt, now) : undefined,
    answers: [
      ...(startsAt === undefined
        ? []
        : answer('时间', [{ words: spanOf(startsAt, endsAt, now), look: 'b', at: startsAt }])),
      ...answer('演出', [textOf(values.performers)]),
      ...answer('主办', [textOf(values.host_unit)]),
      ...answer('观看', [values.needs_login === true ? '免费，需要登录' : '免费，在手机和电脑上都能看']),
      ...answer('适合', [fitsOf(fields, values)]),
    ],
    player,
    go:
      player !== undefined || (state?.isOver && !isReplay)
        ? undefined
        : isReplay
          ? goTo(values.replay_url, '看回放')
          : first(...elsewhere),
    hasCalendar: startsAt !== undefined && startsAt > now && state?.isOver !== true,
  };
}
