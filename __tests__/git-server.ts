import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { run } from './lab.ts';

/** A Git server on loopback. */
export interface GitServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** The header `Authorization` of every request; empty where it had none. */
  authorizations: string[];
}

/** Serves the bare repositories below a folder by Git's own program; with a token, only to those who have it. */
export async function startGitServer(folder: string, token?: string): Promise<GitServer> {
  const authorizations: string[] = [];
  const expected = `basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
  const server = createServer((request, response) => {
    const { authorization = '' } = request.headers;
    authorizations.push(authorization);
    if (token && authorization.replace('Basic', 'basic') !== expected)
      return response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    const [path, query = ''] = (request.url ?? '').split('?');
    const backend = spawn('git', ['http-backend'], {
      env: {
        ...{ PATH: process.env.PATH, GIT_PROJECT_ROOT: folder, GIT_HTTP_EXPORT_ALL: '1', PATH_INFO: path },
        ...{ QUERY_STRING: query, REQUEST_METHOD: request.method, CONTENT_TYPE: request.headers['content-type'] ?? '' },
        ...{
          HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
          GIT_PROTOCOL: `${request.headers['git-protocol'] ?? ''}`,
        },
      },
    });
    request.pipe(backend.stdin);
    const chunks: Buffer[] = [];
    backend.stdout.on('data', (chunk) => chunks.push(chunk));
    backend.on('close', () => {
      const answer = Buffer.concat(chunks);
      const end = answer.indexOf('\r\n\r\n');
      const lines = answer.subarray(0, end).toString().split('\r\n');
      const headers = Object.fromEntries(lines.map((line) => line.split(': ') as [string, string]));
      response.writeHead(Number.parseInt(headers.Status ?? '200', 10), headers).end(answer.subarray(end + 4));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    authorizations,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Makes a bare repository of what is in `source` and returns its commit. */
export async function makeRepository(source: string, path: string): Promise<string> {
  const git = (...args: string[]) => run('git', '-C', source, '-c', 'user.name=x', '-c', 'user.email=x@y', ...args);
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '.');
  await git('commit', '--quiet', '--message=x');
  await git('clone', '--quiet', '--bare', '.', path);
  await run('git', '-C', path, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  return (await git('rev-parse', 'HEAD')).trim();
}
