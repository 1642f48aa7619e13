//! The one namespace that all strings of a session share.

use rhai::packages::{Package, StandardPackage};
use rhai::{AST, Dynamic, Engine, Scope};

use crate::stack::Stack;
use crate::{error, json, library, output};

/// How deeply expressions may be nested, in functions and out of them: the parser calls itself for each level.
const MAX_NESTING: usize = 500;

/// The engine and what the session has defined.
pub(crate) struct Session {
    engine: Engine,
    /// The variables and constants.
    scope: Scope<'static>,
    /// The functions, later ones in place of earlier ones of the same name and number of parameters.
    functions: AST,
}

impl Session {
    pub(crate) fn new() -> Self {
        let mut engine = Engine::new_raw();
        StandardPackage::new().register_into_engine(&mut engine);
        library::register(&mut engine);
        // The host limits time and memory; what is left to limit is recursion, which would be a trap.
        let stack = Stack::here();
        engine.on_progress(move |_| stack.is_used_up().then(|| Dynamic::from("too much recursion")));
        engine.set_max_call_levels(usize::MAX);
        engine.set_max_expr_depths(MAX_NESTING, MAX_NESTING);
        engine.on_print(output::print);
        engine.on_debug(|text, _, position| output::debug(text, position));
        Self { engine, scope: Scope::new(), functions: AST::empty() }
    }

    /// Returns the value of an expression as JSON.
    pub(crate) fn evaluate(&mut self, expression: &str) -> Result<String, String> {
        let ast = self.engine.compile_expression(expression).map_err(|error| error::report(&error.into()))?;
        let ast = self.functions.merge(&ast);
        let value = self.engine.eval_ast_with_scope::<Dynamic>(&mut self.scope, &ast);
        json::to_json(&value.map_err(|error| error::report(&error))?, &self.engine)
    }

    /// Runs statements. What they defined before an error stays.
    pub(crate) fn execute(&mut self, statements: &str) -> Result<(), String> {
        let ast = self.engine.compile(statements).map_err(|error| error::report(&error.into()))?;
        self.functions.combine(ast.clone_functions_only());
        let ast = self.functions.merge(&ast.clone_statements_only());
        self.engine.run_ast_with_scope(&mut self.scope, &ast).map_err(|error| error::report(&error))
    }
}
