// Starts Swagger UI on the document of this service; asks nobody else.
if (typeof SwaggerUIBundle === 'undefined') {
  document.getElementById('absent').hidden = false;
} else {
  SwaggerUIBundle({
    url: 'openapi.json',
    dom_id: '#swagger',
    deepLinking: true,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    withCredentials: true,
  });
}
