import { z } from 'zod';
import { type Fact, written } from '../../fact.ts';
import type { Data, Form, Group } from '../../fields/form.ts';
import { issue } from '../../fields/issue.ts';
import { checkRedirectUri, isLocal, isThisMachine, redirectUriLines } from '../../fields/redirect-uri.ts';
import { missing } from '../../fields/text.ts';
import type { Application } from '../aksk/application.ts';
import { fact } from '../facts.ts';
import { protocolData, protocolFields } from './fields.ts';

const notified = '退出通知地址';

/**
 * Of a sandbox: a program on its developer's machine fetches the notices of its practice itself; elsewhere the server of the Cloud sends them,
 * which reaches no network of a developer.
 */
export const noticeProblem = (uri: string): Fact | undefined => {
  const host = URL.parse(uri)?.hostname ?? '';
  const loopback = isThisMachine(host);
  const checked =
    isLocal(host) && !loopback
      ? { problem: fact('applications.notice_reachable') }
      : checkRedirectUri(uri, { loopback, label: notified });
  return 'problem' in checked ? checked.problem : undefined;
};

/** Of a sandbox alone: those of a production AK stand in its reviewed form. */
const logoutGroup: Group = {
  name: 'logout',
  title: '退出',
  fields: {
    postLogoutRedirectUris: redirectUriLines('退出后的地址', {
      loopback: true,
      hint: '市民退出登录后回到的页面，一行一个，例如 http://localhost:8080/',
    }).optional(),
    backchannelLogoutUri: z
      .string(written(missing(notified)))
      .superRefine((uri, ctx) => {
        const problem = noticeProblem(uri);
        if (problem !== undefined) ctx.addIssue(issue(problem));
      })
      .meta({
        title: notified,
        control: 'url',
        hint: '这台电脑上的（例如 http://localhost:8080/logout-notice）由您的程序在练习验证时自己取来；外网能打开的 https 地址，由国家公共文化云真的发去',
      })
      .optional(),
  },
};

/** 安全: the form on the page of an AK. */
export const securityForm = ({ sandbox }: Pick<Application, 'sandbox'>): Form => ({
  groups: [
    { name: 'protocol', title: '登录和认证', fields: protocolFields({ sandbox }) },
    ...(sandbox ? [logoutGroup] : []),
  ],
});

export const securityData = (application: Application): Data => ({
  ...protocolData(application),
  ...(application.sandbox && {
    postLogoutRedirectUris: application.postLogoutRedirectUris.join('\n'),
    backchannelLogoutUri: application.backchannelLogoutUri ?? '',
  }),
});
