"""Portuguese."""

from __future__ import annotations

from shoal.languages.language import Language

PORTUGUESE = Language(
    name="Portuguese",
    fillers="de da do das dos em o os um uma por na",
    words="""
    customer: cliente clientes comprador consumidor
    member: socio socios membro associado
    account: conta contas
    user: usuario usuarios utilizador utilizadores
    visitor: visitante
    household: domicilio_familiar agregado
    subscriber: assinante
    id: identificador identificacao
    number: numero num nro nr
    code: codigo cod
    key: chave
    order: pedido pedidos encomenda encomendas ordem
    invoice: fatura faturas nota_fiscal nf nfe
    receipt: recibo cupom talao
    transaction: transacao
    basket: carrinho cesto
    purchase: compra compras
    sale: venda
    sales: vendas
    booking: reserva reservas
    date: dt
    time: hora
    timestamp: datahora
    day: dia
    created: criado criacao
    birth: nascimento nasc
    birthday: aniversario
    registered: cadastro registo registro inscricao adesao
    since: desde
    updated: atualizado atualizacao alterado
    delivery: entrega
    due: vencimento
    expiry: validade
    valid: valido
    start: inicio
    end: fim termino
    first: primeira primeiro
    last: ultima ultimo
    estimated: prevista
    quantity: quantidade quantidades qtd qtde qtdade
    unit: unidade unidades unitario peca pecas
    price: preco precos
    amount: montante importancia
    total: totais
    revenue: receita faturamento faturacao
    value: valor vlr vl
    cost: custo custos
    gross: bruto
    net: liquido
    fee: taxa tarifa
    tax: imposto impostos icms
    discount: desconto
    list_price: preco_tabela preco_de_tabela preco_catalogo preco_lista
    shipping: frete envio portes
    refund: reembolso devolucao estorno
    points: pontos
    payment: pago pagamento
    product: produto produtos artigo artigos
    product_code: referencia
    service: servico
    description: descricao titulo
    name: nome
    category: categoria categorias familia secao
    department: departamento
    type: tipo
    group: grupo
    brand: marca
    currency: moeda divisa
    country: pais
    region: distrito uf
    city: cidade localidade municipio
    postal_code: cep codigo_postal
    channel: canal
    branch: loja filial
    level: nivel
    status: estado situacao
    churn: abandono evasao
    cancelled: cancelado cancelada cancelamento
    response: resposta
    consent: consentimento lgpd rgpd
    session: sessao
    device: dispositivo
    campaign: campanha
    event: evento
    source: procedencia
    text: texto comentario comentarios observacoes
    review: avaliacao opiniao
    rating: classificacao pontuacao
    topic: tema
    subject: assunto
    reason: motivo razao
    duration: duracao
    row: linha
    sex: sexo
    gender: genero
    age: idade
    year: ano
    month: mes
    week: semana
    health: saude
    disability: deficiencia
    disease: doenca
    diagnosis: diagnostico
    pregnant: gravida gravidez
    smoker: fumador fumadora fumante
    nationality: nacionalidade
    ethnicity: etnia
    race: raca
    citizenship: cidadania
    religion: religiao crenca
    political_party: partido
    trade_union: sindicato
    phone: telefone telemovel celular tlm
    email: correio_eletronico
    address: endereco morada logradouro
    street: rua
    first_name: primeiro_nome prenome
    surname: apelido sobrenome
    full_name: nome_completo nome_cliente nome_do_cliente
    national_id: cpf cnpj nif passaporte
    company: empresa
    company_name: razao_social
    income: renda rendimento salario
    marital_status: estado_civil
    education: escolaridade
    job: profissao ocupacao
    message: mensagem
    opened: aberto abertura
    closed: fechado fecho encerramento
    sent: enviado
    request: solicitacao
    complaint: reclamacao
    call: chamada
    priority: prioridade
    satisfaction: satisfacao
    subscription: assinatura subscricao
    plan: plano
    contract: contrato
    policy: apolice
    licence: licenca
    seconds: segundos
    browser: navegador
    platform: plataforma
    action: acao
    activity: atividade
    visit: visita
    children: filhos
    """,
    friends="""
    average: media
    national_id: rg
    date: data
    no: n
    rating: nota
    """,
    months=("janeiro jan", "fevereiro fev", "março marco mar", "abril abr", "maio mai", "junho jun", "julho jul",
            "agosto ago", "setembro set", "outubro out", "novembro nov", "dezembro dez"),
    weekdays=("segunda-feira segunda seg", "terça-feira terça terca ter", "quarta-feira quarta qua",
              "quinta-feira quinta qui", "sexta-feira sexta sex", "sábado sabado sáb sab", "domingo dom"),
    yes="sim s verdadeiro",
    no="não nao falso",
    granted="concedido aceite aceito autorizado",
    denied="negado recusado revogado",
    missing="vazio sem_dados nulo nenhum não_disponível nao_disponivel n/d nd",
    nobody="convidado anônimo anónimo anonimo desconhecido sem_cliente consumidor_final",
    totals="soma totais total_geral subtotal",
    undone="cancelado cancelada reembolsado reembolso devolvido devolvida estornado estorno falhou recusado",
)  # fmt: skip
