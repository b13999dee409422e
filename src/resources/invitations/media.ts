import { startOf } from '../../clock.ts';
import { numberOf, textOf } from '../channels/channel.ts';
import { dateOf, daysUntil, distanceOf, spanOf } from './days.ts';
import { fitsOf } from './event.ts';
import { type FactOrText, fact } from './facts.ts';
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
const said = (...words: (FactOrText | undefined)[]) => words.filter((each) => each !== undefined);

/** Videos and recordings: played here, with related files beside them. */
function inviteToPlay(about: Invitation, kind: 'video' | 'audio'): Part {
  const { values, fields, opened, now } = about;
  const player = playerOf(values.play_url, kind, values, { isFile: true });
  const produced = textOf(values.produced_on);
  const extras = [
    player?.hasCaptions ? fact('invitations.has_captions') : undefined,
    textOf(values.transcript) === undefined ? undefined : fact('invitations.has_transcript'),
  ];
  return {
    layout: 'player',
    shownAbove: [...ofFiles, 'work_type', 'creator', 'performer', 'produced_on', 'subtitle_url'],
    byLine: said(opened.institution, chosen(fields, 'work_type', values), lastingOf(values.duration_s), ...extras),
    answers: [
      ...answer(kind === 'video' ? 'created_by' : 'recorded_by', [
        textOf(values.creator) === opened.institution ? undefined : textOf(values.creator),
      ]),
      ...answer('told_by', [textOf(values.performer)]),
      ...answer('made_on', [produced === undefined ? undefined : dateOf(startOf(produced), now)]),
      ...answer('fits', [fitsOf(fields, values)]),
    ],
    player,
    chapters: chaptersIn(values.transcript, values.duration_s),
    go: player === undefined ? first(goTo(values.play_url, 'play'), goTo(values.h5_url, 'watch')) : undefined,
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
  const elsewhere = [goTo(values.h5_url, 'watch_live'), goTo(values.pc_url, 'watch_live')];
  return {
    ...(player !== undefined && { layout: 'player' }),
    shownAbove: [...ofFiles, 'start_at', 'end_at', 'category', 'host_unit', 'performers', 'needs_login'],
    byLine: said(opened.institution, chosen(fields, 'category', values)),
    distance:
      startsAt !== undefined && daysUntil(startsAt, now) > 0 && !state?.isOver ? distanceOf(startsAt, now) : undefined,
    answers: [
      ...(startsAt === undefined
        ? []
        : answer('time', [{ words: spanOf(startsAt, endsAt, now), look: 'b', at: startsAt }])),
      ...answer('performers', [textOf(values.performers)]),
      ...answer('host', [textOf(values.host_unit)]),
      ...answer('watching', [
        values.needs_login === true ? fact('invitations.free_with_login') : fact('invitations.free_on_all'),
      ]),
      ...answer('fits', [fitsOf(fields, values)]),
    ],
    player,
    go:
      player !== undefined || (state?.isOver && !isReplay)
        ? undefined
        : isReplay
          ? goTo(values.replay_url, 'watch_again')
          : first(...elsewhere),
    hasCalendar: startsAt !== undefined && startsAt > now && state?.isOver !== true,
  };
}
