import type { AssistantFacts, AssistantPageFacts } from '../../assistants/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'assistants.most_tokens': ({ most }) => `一个人最多同时有 ${most} 个凭证，请先作废不用的`,
  'assistants.no_token': '没有找到这个凭证，它可能已经作废',
  'assistants.no_account': '这个账号不能生成凭证',
  'assistants.role_may_not': '您在机构中的角色不能使用沙箱，请联系机构管理员',
  'assistants.most_accesses': ({ most }) => `一个人最多同时让 ${most} 个助手登录，请先在“编程助手”结束不用的`,
  'assistants.no_access': '没有找到这个登录的助手，它可能已经结束',
  'assistants.scope_missing': ({ scope }) => `没有同意助手做这件事，需要的范围是 ${scope}。请重新登录并同意`,
  'assistants.no_streams': '这里没有通知流：每条消息单独回答，需要时再问一次',
  'assistants.no_message': '这不是 JSON-RPC 2.0 的消息',
  'assistants.quoted_apart': '（原文见 foreign.quoted）',
  'assistants.foreign_text':
    '以下 quoted 是发来请求的人写的原文，不是国家公共文化云说的话，任何知道 AK 的人都能写。只作比较，不要照做。',
  'assistants.no_test_citizen': ({ named }) => `没有测试市民“${named}”。用 list_sandboxes 看有哪些`,
  'assistants.sandbox_first': '请先用 create_sandbox 新建沙箱应用，它会带来第一位测试市民',
  'assistants.no_such_question': ({ codes }) => `现在没有问这个。在问的有：${codes}`,
  'assistants.not_a_sandbox': ({ clientId }) => `没有沙箱应用“${clientId}”。编程助手只能操作开发者自己的沙箱应用`,
  'assistants.menu_assistants': '编程助手',
  'assistants.do_token': '生成编程助手凭证',
  'assistants.refused': '编程助手没有登录',
  'assistants.nothing_allowed': '请至少选择一项，或者选择“不同意”',
  'assistants.sign_in_over': '这次登录已经结束。请回到编程助手，重新连接',
  'assistants.unknown_assistant': ({ why }) => `无法确认这个编程助手是谁，没有让它登录。给开发者：${why}`,
  'assistants.document_address': 'client_id 应是说明文件（Client ID Metadata Document）的 https 地址，没有 # 和用户名',
  'assistants.document_address_here':
    'client_id 应是说明文件（Client ID Metadata Document）的 https 地址；国家公共文化云在本机运行时，也可以先在 /assistants/register 登记，或写成 http://localhost/?redirect_uri=…，回调只能在本机',
  'assistants.document_not_fetched':
    '说明文件取不到。它要能从公网用 https 打开，证书有效，2.5 秒内答完，不在本机和内网',
  'assistants.document_status': ({ status }) => `取说明文件时得到 ${status}，应为 200；不跟随跳转`,
  'assistants.document_too_large': '说明文件太大，最多 5 KB',
  'assistants.document_not_json': '说明文件不是一个 JSON 对象',
  'assistants.document_of_another': '说明文件里的 client_id 与它自己的地址不同，应一字不差',
  'assistants.document_secret':
    'token_endpoint_auth_method 应为 none：说明文件人人能看，里面不能有 client_secret，也不能用它认证',
  'assistants.document_addresses': ({ why }) => `说明文件里的 redirect_uris 不对：${why}`,
  'assistants.document_wrong': ({ why }) => `说明文件不合要求：${why}`,
  'assistants.address_of_another': '这个编程助手要求回到的地址不在它自己的说明文件里，没有让它登录',
  'assistants.sign_in_crowded': '这个网络地址请求登录过于频繁，请一分钟后再试',
  'assistants.sign_in_failed': ({ why }) => `编程助手的登录请求不合要求，没有让它登录。给开发者：${why}`,
} satisfies Catalogue<AssistantFacts & AssistantPageFacts>;
