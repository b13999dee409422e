import type { ProblemCode } from '../../errors.ts';
import type { Titles } from '../catalogue.ts';

/** What stands above a problem where its sentence is not all that is said. */
export const titles: Titles<ProblemCode> = {
  form_expired: '这个页面已经过期',
  start_again: '请重新开始',
  unauthenticated: { everybody: '请先登录', program: '需要访问令牌' },
  forbidden: { everybody: '您不能查看这个页面', program: '没有权限' },
  not_found: { everybody: '没有找到这个页面', program: '没有找到' },
  gone: '这条内容已不再显示',
  payload_too_large: '提交的内容太长',
  rate_limited: '操作太频繁了',
  internal: '这次没有成功',
  maintenance: '服务正忙',
};
