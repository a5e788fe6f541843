// The picture of a graph of stories: nodes in columns that do not overlap, lines between nodes that are there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { layoutOf, nodeWidth, wrapped } = await load("export * from './parts/graph_layout.ts';");

const graph = {
  nodes: [
    { id: 'story/s', item: 'STORY_ITEM_STORY' },
    { id: 'story/s#a', item: 'STORY_ITEM_ACTION' },
    { id: 'story/s#b', item: 'STORY_ITEM_ACTION' },
    { id: 'principle/p', item: 'STORY_ITEM_PRINCIPLE' },
  ],
  edges: [
    { from: 'story/s', to: 'story/s#a' },
    { from: 'story/s', to: 'story/s#b' },
    { from: 'story/s#a', to: 'principle/p' },
    { from: 'story/s#b', to: 'principle/elsewhere' },
  ],
};
const text = (node) => `What ${node.id} is called, in some more words than fit on a line`;

test('stories, actions and principles stand in columns, from left to right or from right to left', () => {
  for (const rtl of [false, true]) {
    const { placed, width, height } = layoutOf(graph, text, rtl);
    const x = (id) => placed.find(({ node }) => node.id === id).x;
    const order = [x('story/s'), x('story/s#a'), x('principle/p')];
    assert.deepEqual(
      order,
      order.toSorted((one, other) => (rtl ? other - one : one - other)),
    );
    assert.equal(x('story/s#a'), x('story/s#b'));
    for (const one of placed) {
      assert.ok(one.x >= 0 && one.x + nodeWidth <= width && one.y >= 0 && one.y + one.height <= height);
      for (const other of placed)
        if (one !== other && one.x === other.x)
          assert.ok(one.y + one.height < other.y || other.y + other.height < one.y, 'they do not overlap');
    }
  }
});

test('lines join nodes that are there', () => {
  assert.deepEqual(
    layoutOf(graph, text, false).lines.map(({ from, to }) => `${from.node.id} ${to.node.id}`),
    ['story/s story/s#a', 'story/s story/s#b', 'story/s#a principle/p'],
  );
});

test('a text is broken at spaces, and cut where it is too long', () => {
  assert.deepEqual(wrapped('short'), ['short']);
  assert.deepEqual(wrapped(''), []);
  assert.equal(wrapped('word '.repeat(20)).join(' ').trim(), 'word '.repeat(20).trim());
  const cut = wrapped('word '.repeat(200));
  assert.equal(cut.length, 4);
  assert.ok(cut.at(-1).endsWith('…'));
  assert.ok(wrapped('x'.repeat(80))[0].endsWith('…'));
});

test('nothing is an empty picture', () => {
  assert.deepEqual(layoutOf({}, text, false).placed, []);
});
