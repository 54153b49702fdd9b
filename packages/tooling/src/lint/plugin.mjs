import { neutralCodeRule } from './neutral-code.mjs'
import { packageGraphRule } from './package-graph.mjs'

/** `export *` hides what a module promises. */
const noExportStar = {
  create: (context) => ({
    ExportAllDeclaration(node) {
      context.report({ node, message: 'Name what is exported: `export *` hides what a module promises.' })
    },
  }),
}

/** Callers tell mistakes apart by `AeError.code`, so libraries throw nothing else. */
const onlyAeErrors = {
  create: (context) => ({
    NewExpression(node) {
      if (node.callee.type !== 'Identifier') return
      if (!['Error', 'TypeError', 'RangeError', 'SyntaxError'].includes(node.callee.name)) return
      context.report({ node, message: `Throw an AeError instead of a bare ${node.callee.name}.` })
    },
  }),
}

/** Classes compose; what they share is a free function over an interface. */
const finalClasses = {
  create(context) {
    const check = (node) => {
      const base = node.superClass
      if (base === null || base === undefined || (base.type === 'Identifier' && base.name === 'Error')) return
      // tfjs' backend and optimizers can only be joined by inheriting from them.
      if (base.type === 'MemberExpression' && rootName(base) === 'tf') return
      context.report({ node: base, message: 'Classes are final: compose instead of inheriting.' })
    }
    return { ClassDeclaration: check, ClassExpression: check }
  },
}

function rootName({ object }) {
  return object.type === 'MemberExpression' ? rootName(object) : object.name
}

/** The house rules that oxlint has no rule for. */
export default {
  meta: { name: 'ae' },
  rules: {
    'package-graph': packageGraphRule,
    'neutral-code': neutralCodeRule,
    'no-export-star': noExportStar,
    'only-ae-errors': onlyAeErrors,
    'final-classes': finalClasses,
  },
}
