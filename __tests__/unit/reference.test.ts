import assert from 'node:assert/strict';
import test from 'node:test';
import { formatTag, isLoopback, isTag, parseReference, registryOf } from '../../src/publish/reference.ts';

// As https://github.com/distribution/reference normalises them.
for (const [text, name, tag] of [
  ['ghcr.io/acme/app:1.2', 'ghcr.io/acme/app', '1.2'],
  ['ghcr.io/acme/app', 'ghcr.io/acme/app', undefined],
  ['app', 'docker.io/library/app', undefined],
  ['app:1', 'docker.io/library/app', '1'],
  ['acme/app', 'docker.io/acme/app', undefined],
  ['docker.io/app', 'docker.io/library/app', undefined],
  ['index.docker.io/acme/app', 'docker.io/acme/app', undefined],
  ['localhost/app', 'localhost/app', undefined],
  ['localhost:5000/a/b/c:x', 'localhost:5000/a/b/c', 'x'],
  ['127.0.0.1:5000/app', '127.0.0.1:5000/app', undefined],
  ['[::1]:5000/app:latest', '[::1]:5000/app', 'latest'],
  // But for hosts, which are the same in any case.
  ['Registry.Example.com:443/app', 'registry.example.com:443/app', undefined],
  ['r.io/a_b/c__d/e---f/g.h', 'r.io/a_b/c__d/e---f/g.h', undefined],
  [`r.io/${'a'.repeat(255)}`, `r.io/${'a'.repeat(255)}`, undefined],
] as const)
  test(`parseReference ${text.slice(0, 60)}`, () => {
    assert.deepEqual(parseReference(text), tag === undefined ? { name } : { name, tag });
    assert.equal(registryOf(name), name.split('/')[0]);
    if (tag) assert.equal(formatTag({ name, tag }), `${name}:${tag}`);
  });

for (const [text, problem] of [
  ['', /empty part/],
  [':1', /empty part/],
  ['ghcr.io//app', /empty part/],
  ['ghcr.io/acme/', /empty part/],
  ['ghcr.io/Acme/app', /upper-case/],
  ['App', /upper-case/],
  ['Acme/app', /upper-case/],
  ['ghcr.io/acme/-app', /the part "-app"/],
  ['ghcr.io/acme/app..x', /the part "app\.\.x"/],
  ['ghcr.io/acme/a___b', /the part "a___b"/],
  ['ghcr.io/acme/ä', /the part "ä"/],
  ['ghcr.io/a b', /the part "a b"/],
  ['https://ghcr.io/acme/app', /the registry "https:"/],
  ['-r.io/app', /the registry "-r\.io"/],
  ['r..io/app', /the registry "r\.\.io"/],
  ['r.io:x/app', /the registry "r\.io:x"/],
  ['ghcr.io/acme/app:', /the tag ""/],
  ['ghcr.io/acme/app:-1', /the tag "-1"/],
  [`ghcr.io/acme/app:${'a'.repeat(129)}`, /128 at most/],
  [`ghcr.io/acme/app@sha256:${'0'.repeat(64)}`, /has a digest/],
  [`r.io/${'a'.repeat(256)}`, /256 characters behind the registry; 255/],
  [`docker.io/${'a'.repeat(250)}`, /258 characters/],
] as const)
  test(`parseReference refuses ${text.slice(0, 60)}`, () => assert.match(parseReference(text) as string, problem));

for (const [text, expected] of [
  ['1.2-rc_3', true],
  ['_x', true],
  ['a'.repeat(128), true],
  ['.x', false],
  ['a+b', false],
  ['a/b', false],
  ['a\n', false],
] as const)
  test(`isTag ${JSON.stringify(text).slice(0, 30)}`, () => assert.equal(isTag(text), expected));

for (const [host, expected] of [
  ['localhost', true],
  ['LOCALHOST:5000', true],
  ['registry.localhost:80', true],
  ['127.0.0.1:5000', true],
  ['127.1.2.3', true],
  ['[::1]', true],
  ['[::1]:5000', true],
  ['[0:0:0:0:0:0:0:1]:5000', true],
  ['[::2]:5000', false],
  ['[2001:db8::1]', false],
  ['10.0.0.1:5000', false],
  ['127.0.0.1.example.com', false],
  ['notlocalhost', false],
  ['localhost.example.com', false],
] as const)
  test(`isLoopback ${host}`, () => assert.equal(isLoopback(host), expected));
