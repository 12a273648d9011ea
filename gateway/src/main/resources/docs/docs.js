'use strict';
// Reads the merged document and lays it out. All text goes in as text nodes, never as markup.
const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'];
const content = document.getElementById('content');
let api;

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ''));
  return made;
}

function resolve(node) {
  let hops = 0;
  while (node && node.$ref && hops++ < 10) {
    node = node.$ref.slice(2).split('/').reduce((at, key) => at?.[decodeURIComponent(key).replace(/~1/g, '/').replace(/~0/g, '~')], api);
  }
  return node || {};
}

// A schema as a compact sketch of the JSON it describes.
function sketch(schema, depth = 0, indent = '') {
  if (!schema) return 'any';
  const name = schema.$ref ? schema.$ref.split('/').pop() : '';
  if (depth > 4) return name || '…';
  const it = resolve(schema);
  const parts = it.allOf || it.oneOf || it.anyOf;
  if (parts) return parts.map((part) => sketch(part, depth + 1, indent)).join(it.allOf ? ' & ' : ' | ');
  if (it.enum) return it.enum.map((value) => JSON.stringify(value)).join(' | ');
  const type = Array.isArray(it.type) ? it.type.join(' | ') : it.type;
  if (type === 'array' || it.items) return '[' + sketch(it.items, depth + 1, indent) + ']';
  if (it.properties) {
    const required = new Set(it.required || []);
    const inner = indent + '  ';
    return '{\n' + Object.entries(it.properties).map(([key, value]) =>
      inner + key + (required.has(key) ? '' : '?') + ': ' + sketch(value, depth + 1, inner)).join(',\n') + '\n' + indent + '}';
  }
  return (type || name || 'any') + (it.format ? ' (' + it.format + ')' : '');
}

function bodies(node) {
  return Object.entries(node.content || {}).map(([type, media]) =>
    element('div', {}, element('code', { textContent: type }), element('pre', { textContent: sketch(media.schema) })));
}

function parameters(list) {
  if (!list.length) return null;
  return element('div', {}, element('h3', { textContent: 'Parameters' }), element('table', {}, ...list.map((parameter) =>
    element('tr', {},
      element('td', {}, element('code', { textContent: parameter.name + (parameter.required ? '' : '?') })),
      element('td', { textContent: parameter.in }),
      element('td', { textContent: sketch(parameter.schema) }),
      element('td', { textContent: parameter.description || '' })))));
}

function detail(item, operation) {
  const body = operation.requestBody && resolve(operation.requestBody);
  return element('div', {},
    operation.description ? element('p', { textContent: operation.description }) : null,
    parameters([...(item.parameters || []), ...(operation.parameters || [])].map(resolve)),
    body ? element('h3', { textContent: 'Body' }) : null, ...(body ? bodies(body) : []),
    element('h3', { textContent: 'Answers' }),
    ...Object.entries(operation.responses || {}).map(([status, answer]) => {
      const it = resolve(answer);
      return element('div', {}, element('strong', { textContent: status + ' ' }), it.description || '', ...bodies(it));
    }));
}

function operationOf(path, method, item) {
  const operation = item[method];
  const isOpen = Array.isArray(operation.security) && operation.security.length === 0;
  const made = element('details', { className: 'operation' },
    element('summary', {},
      element('span', { className: 'method ' + method, textContent: method.toUpperCase() }),
      element('span', { className: 'path', textContent: path }),
      isOpen ? element('span', { className: 'open', textContent: 'no token' }) : null,
      element('span', { className: 'summary', textContent: operation.summary || '' })));
  made.dataset.text = (method + ' ' + path + ' ' + (operation.summary || '')).toLowerCase();
  made.addEventListener('toggle', () => {
    if (made.open && made.children.length === 1) made.append(detail(item, operation));
  });
  return made;
}

function show() {
  document.getElementById('version').textContent = api.info.version;
  const missing = api.info['x-missing'] || [];
  if (missing.length) {
    const note = document.getElementById('missing');
    note.hidden = false;
    note.textContent = 'Not reachable just now, so not shown: ' + missing.join(', ') + '.';
  }
  const sections = new Map((api.tags || []).map((tag) => [tag.name, []]));
  for (const path of Object.keys(api.paths).sort()) {
    for (const method of METHODS.filter((name) => api.paths[path][name])) {
      const tag = (api.paths[path][method].tags || ['other'])[0];
      if (!sections.has(tag)) sections.set(tag, []);
      sections.get(tag).push(operationOf(path, method, api.paths[path]));
    }
  }
  content.replaceChildren(...[...sections].filter(([, list]) => list.length).map(([name, list]) =>
    element('section', {}, element('h2', { textContent: name }), ...list)));
}

function filter() {
  const words = document.getElementById('filter').value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const section of content.querySelectorAll('section')) {
    let shown = 0;
    for (const operation of section.querySelectorAll('.operation')) {
      operation.hidden = !words.every((word) => operation.dataset.text.includes(word));
      shown += operation.hidden ? 0 : 1;
    }
    section.hidden = shown === 0;
  }
}

document.getElementById('filter').addEventListener('input', filter);
fetch('/openapi.json')
  .then((answer) => answer.ok ? answer.json() : Promise.reject(new Error('status ' + answer.status)))
  .then((read) => { api = read; show(); })
  .catch((failure) => content.replaceChildren(element('p', { textContent: 'The document could not be read: ' + failure.message })));
