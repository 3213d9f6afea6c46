(rule
  body: (_) @function.inside) @function.around

(test
  body: (_) @test.inside) @test.around

(comment) @comment.inside

(comment)+ @comment.around
